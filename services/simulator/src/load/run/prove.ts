import { mediaIdOf } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { Clock, Random } from "@gir/sim"
import { eachOf } from "../../playback/each-of.ts"
import { playbackOracle } from "../../playback/oracle.ts"
import type { LoadBed } from "../bed/load-bed.ts"
import type { LoadProfile } from "../profile/load-profile.ts"
import type { Custody, Proof } from "../report/load-document.ts"
import type { OfferedCall } from "./call-tracker.ts"
import type { KnownMedia } from "./check-holdings.ts"
import { searchPlaintext } from "./search-plaintext.ts"

const PROOFS_AT_ONCE = 32

interface Proving {
  readonly bed: LoadBed
  readonly stored: readonly OfferedCall[]
  readonly random: Random
  readonly onPlayed: () => void
}

interface ProofOptions {
  readonly profile: LoadProfile
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Plays stored recordings through the queue, and compares each with its original. */
export async function prove(
  { profile, clock, signal }: ProofOptions,
  { bed, stored, random, onPlayed }: Proving,
): Promise<Proof> {
  const chosen = sampleOf(stored, profile.prove, random)
  const oracle = playbackOracle(bed.installation.jobs, `load-${Math.floor(clock.machineMs())}`)
  const unplayable: { recordingId: string; code: string }[] = []
  await eachOf(chosen, PROOFS_AT_ONCE, async ({ recordingId, part, audio }) => {
    signal.throwIfAborted()
    const original = bed.parts[part]?.calls[audio]?.original
    if (original === undefined) throw new RangeError("a call without an original")
    try {
      const playback = await oracle.play(mediaIdOf(recordingId, "call"), original)
      if (playback.status === "fails") unplayable.push({ recordingId, code: playback.code })
    } catch (error) {
      unplayable.push({ recordingId, code: toGirError(error).code })
    }
    onPlayed()
  })
  return { checked: chosen.length, plays: chosen.length - unplayable.length, unplayable }
}

function sampleOf<T>(all: readonly T[], count: "all" | number, random: Random): readonly T[] {
  if (count === "all" || count >= all.length) return all
  const rest = [...all]
  return Array.from({ length: count }, () => rest.splice(random.integer(0, rest.length - 1), 1)[0]!)
}

/** Looks for what must not be: encrypted calls without a recipient, and their sound on a disk. */
export async function proveCustody(
  { parts, installation, callFolder }: LoadBed,
  offered: readonly OfferedCall[],
  media: readonly KnownMedia[],
): Promise<Custody> {
  const encrypted = new Set(
    offered
      .filter(({ part }) => parts[part]?.part.isEncrypted === true)
      .map(({ recordingId }) => recordingId),
  )
  const withoutRecipient = media
    .filter(({ recordingId, recipients }) => encrypted.has(recordingId) && recipients.length === 0)
    .map(({ mediaId }) => mediaId)
  const canaries = parts.flatMap(({ calls }) => calls.flatMap(({ canary }) => canary ?? []))
  const { root: folder } = installation.state
  const { files, found } = await searchPlaintext({ folder, except: callFolder, canaries })
  return { withoutRecipient, filesSearched: files, plaintextIn: found }
}

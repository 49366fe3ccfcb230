import type { MediaFileMetadata, RecordingDetail, WalkHop } from "@gir/contracts"

/** Who holds what at a hop: ARCHITECTURE.md, key custody. Only one hop ever says "private key yes". */
export interface Custody {
  readonly certificate: Held
  readonly privateKey: Held
  readonly sessionKey: Held
  readonly plaintext: Held
  readonly ciphertext: Held
}

/** `locked`: the session key as it lies in the envelope, encrypted for each certificate. */
type Held = "yes" | "no" | "locked"

export type HopId =
  | "call"
  | "mcp"
  | "screen"
  | "intake"
  | "envelope"
  | "storage"
  | "processor"
  | "rws"
  | "rcs"
  | "muxer"
  | "muxed"
  | "playback"

export interface Hop {
  readonly id: HopId
  readonly title: string
  /** The media file whose object is here; undefined where there is none. */
  readonly file: MediaFileMetadata | undefined
  readonly custody: Custody
  /** `dark`: behind a refusal nothing comes any more. */
  readonly state: "passed" | "refused" | "fails" | "dark"
  /** Why it ends here. */
  readonly code: string | null
}

export type ChainName = "call" | "screen"

const NOTHING = {
  certificate: "no",
  privateKey: "no",
  sessionKey: "no",
  plaintext: "no",
  ciphertext: "no",
} as const satisfies Custody
const ENCRYPTS = {
  certificate: "yes",
  privateKey: "no",
  sessionKey: "yes",
  plaintext: "yes",
  ciphertext: "yes",
} as const satisfies Custody
const SOUND = { ...NOTHING, plaintext: "yes" } as const
const SEALED = { ...NOTHING, ciphertext: "yes" } as const
const ENVELOPE = { ...SEALED, sessionKey: "locked" } as const
const DECRYPTS = { ...ENCRYPTS, privateKey: "yes" } as const

type Step = readonly [id: HopId, title: string, custody: Custody]

const CALL_STEPS: readonly Step[] = [
  ["call", "Call", SOUND],
  ["mcp", "MCP", ENCRYPTS],
  ["envelope", "Envelope", ENVELOPE],
  ["storage", "Storage Destination", SEALED],
  ["processor", "Recording Processor", NOTHING],
  ["rws", "RWS", SEALED],
  ["rcs", "RCS", DECRYPTS],
  ["playback", "Playback", SOUND],
]

const SCREEN_STEPS: readonly Step[] = [
  ["screen", "Screen", SOUND],
  ["intake", "RWS encrypts", ENCRYPTS],
  ["storage", "Storage Destination", SEALED],
  ["muxer", "Muxer", ENCRYPTS],
  ["muxed", "Encrypted again", ENVELOPE],
  ["playback", "Playback", SOUND],
]

/** @returns the hops of a recording's call, or of its screen, with the real object at each. */
export function hopsOf(chain: ChainName, detail: RecordingDetail): readonly Hop[] {
  const steps = chain === "call" ? CALL_STEPS : SCREEN_STEPS
  const end = endOf(chain, detail)
  const endsAt = steps.findIndex(([id]) => id === end?.hop)
  return steps.map(([id, title, custody], index) => {
    const file = fileAt(chain, id, detail)
    const isLast = index === endsAt
    const state =
      isLast && end !== null ? end.state : endsAt !== -1 && index > endsAt ? "dark" : "passed"
    return {
      id,
      title,
      file,
      custody: file?.receipt.protection === null ? inClear(custody) : custody,
      state,
      code: isLast && end !== null ? end.code : null,
    }
  })
}

/** A hop that somebody else tells of, such as a rehearsal. */
type ToldHop = Pick<WalkHop, "id" | "state" | "code">

/** @returns the hops of a call as they are told, with what each of them holds. */
export function toldHops(told: readonly ToldHop[], isEncrypted: boolean): readonly Hop[] {
  return told.flatMap(({ id, state, code }) => {
    const step = CALL_STEPS.find(([known]) => known === id)
    if (step === undefined) return []
    const [known, title, custody] = step
    const held = isEncrypted ? custody : inClear(custody)
    return [{ id: known, title, file: undefined, custody: held, state, code }]
  })
}

interface ChainEnd {
  readonly hop: HopId
  readonly state: "refused" | "fails"
  readonly code: string | null
}

/** @returns null when the chain goes through to playback, as far as is known. */
function endOf(chain: ChainName, detail: RecordingDetail): ChainEnd | null {
  const { recording, proofs } = detail
  if (chain === "call") {
    const proof = proofs.find(({ mediaId }) => mediaId.endsWith("-call"))
    return proof?.status === "fails" ? { hop: "rcs", state: "fails", code: proof.code } : null
  }
  const hasMux = recording.mediaFiles.some(({ receipt }) => receipt.kind === "mux")
  const refusal = recording.eventHistory.findLast(({ event }) => event === "mux-refused")
  if (hasMux || refusal === undefined) return null
  return { hop: "muxer", state: "refused", code: refusal.code ?? null }
}

function fileAt(
  chain: ChainName,
  id: HopId,
  { recording: { mediaFiles } }: RecordingDetail,
): MediaFileMetadata | undefined {
  const isMuxed = chain === "screen" && ["muxer", "muxed", "playback"].includes(id)
  const kind = isMuxed ? "mux" : chain
  return mediaFiles.find(({ receipt }) => receipt.kind === kind)
}

/** Media that was never encrypted is plaintext wherever it lies, and needs no key. */
function inClear(custody: Custody): Custody {
  const plaintext = custody.plaintext === "yes" || custody.ciphertext === "yes" ? "yes" : "no"
  return { ...NOTHING, plaintext }
}

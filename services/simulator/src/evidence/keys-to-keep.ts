import type { EvidenceCertificate, EvidenceMedia, EvidenceRun } from "./evidence.ts"
import { isNamed } from "./group-media.ts"

/** Whether a private key may go, as the console says it. */
export type KeyAnswer = "keep" | "wait" | "may go"

export interface KeyNeed {
  readonly certificate: EvidenceCertificate
  /** Recordings that nothing else opens in full. */
  readonly onlyThis: number
  readonly alsoAnother: number
  /** Recorder's clock of the first and the last of them; `null` without any. */
  readonly oldest: string | null
  readonly newest: string | null
  /** YYYY-MM; `null` when nobody said how long recordings are kept. */
  readonly keepUntil: string | null
  readonly answer: KeyAnswer
}

/** Which private key the rehearsed recordings need, and until when. */
export function keysToKeep(run: EvidenceRun, retentionYears?: number): readonly KeyNeed[] {
  return run.certificates.map((certificate) => {
    const own = keyOf(certificate)
    const concerned = run.media.filter((media) => keysOf(media, run).has(own))
    const lost = concerned.filter((media) => keysOf(media, run).size === 1)
    const ids = recordingIds(concerned)
    const onlyThis = recordingIds(lost).size
    const times = concerned.map(({ recordedAt }) => recordedAt).toSorted()
    const newest = times.at(-1) ?? null
    return {
      certificate,
      onlyThis,
      alsoAnother: ids.size - onlyThis,
      oldest: times[0] ?? null,
      newest,
      keepUntil: newest === null ? null : keepUntil(newest, retentionYears),
      answer: onlyThis > 0 ? "keep" : ids.size > 0 ? "wait" : "may go",
    }
  })
}

/** A renewed certificate on the same key opens what the old one did: the key is what counts. */
export function keyOf({ publicKeySha256, sha256, name }: EvidenceCertificate): string {
  return publicKeySha256 ?? sha256 ?? name
}

function keysOf(media: EvidenceMedia, run: EvidenceRun): ReadonlySet<string> {
  return new Set(
    media.recipients.flatMap((recipient) => {
      const certificate = run.certificates.find((one) => isNamed(one, recipient))
      return certificate === undefined ? [] : [keyOf(certificate)]
    }),
  )
}

function recordingIds(media: readonly EvidenceMedia[]): ReadonlySet<string> {
  return new Set(media.map(({ recordingId }) => recordingId))
}

const MONTH_TEXT = 7

function keepUntil(newest: string, years: number | undefined): string | null {
  if (years === undefined) return null
  const date = new Date(newest)
  date.setUTCFullYear(date.getUTCFullYear() + years)
  return date.toISOString().slice(0, MONTH_TEXT)
}

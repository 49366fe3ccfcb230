import type { Clock } from "@gir/sim"

/** Beyond these the oldest is forgotten; a session older than that is told "now" instead. */
const MOST_CHANGES = 10_000

/** When which certificate came or went in a session of this GAX, for the note on stale lists. */
export interface CertificateChanges {
  note(certificateId: string): void
  /** @returns the time of the certificate's latest change, or null when this GAX did not make it. */
  at(certificateId: string): Date | null
}

export function openCertificateChanges(clock: Clock): CertificateChanges {
  const changes = new Map<string, Date>()
  return {
    note: (certificateId) => {
      changes.delete(certificateId)
      changes.set(certificateId, clock.now())
      if (changes.size <= MOST_CHANGES) return
      for (const oldest of changes.keys()) {
        changes.delete(oldest)
        return
      }
    },
    at: (certificateId) => changes.get(certificateId) ?? null,
  }
}

import type { MediaFileMetadata, RecordingMetadata } from "@gir/contracts"
import type { Status } from "../ui/status.tsx"

/** A certificate that a recording was encrypted to, and whether RCS holds its key. */
export interface NamedRecipient {
  readonly certificateId: string
  readonly serialNumber: string
  readonly subject: string
  /** Null while RCS is away. */
  readonly isHeld: boolean | null
}

/** @returns the certificates of all parts, each once, in the order in which they are named. */
export function recipientsOf(
  files: readonly MediaFileMetadata[],
  heldCertificateIds: readonly string[] | null,
): readonly NamedRecipient[] {
  const named = new Map<string, NamedRecipient>()
  for (const { receipt } of files) {
    for (const { certificateSha256, serialNumber, subject } of receipt.protection?.recipients ??
      []) {
      named.set(certificateSha256, {
        certificateId: certificateSha256,
        serialNumber,
        subject,
        isHeld: heldCertificateIds?.includes(certificateSha256) ?? null,
      })
    }
  }
  return [...named.values()]
}

export interface RecordingStatus {
  readonly status: Status
  /** Error code of a refusal or of what is missing. */
  readonly code: string | null
}

/** @returns what is known without playing it: never `plays`, which needs a comparison. */
export function statusOf(
  recording: RecordingMetadata,
  heldCertificateIds: readonly string[] | null,
): RecordingStatus {
  const lost = recording.mediaFiles.some((file) => {
    const recipients = recipientsOf([file], heldCertificateIds)
    return recipients.length > 0 && recipients.every(({ isHeld }) => isHeld === false)
  })
  if (lost) return { status: "fails", code: "ERR_RCS_KEY_NOT_FOUND" }
  const last = recording.eventHistory.findLast(({ event }) => event.startsWith("mux"))
  if (last?.event === "mux-refused") return { status: "refused", code: last.code ?? null }
  return { status: "notProved", code: null }
}

/** @returns the agent of the call or of the screen; empty when neither says. */
export function agentOf(recording: RecordingMetadata): string {
  const agents = recording.mediaFiles.map(({ parameters }) => parameters["agentId"] ?? "")
  return agents.find((agent) => agent !== "") ?? ""
}

/** True when some fact of the recording contains the text, whatever the case. */
export function matchesText(recording: RecordingMetadata, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  const { id, callerPhoneNumber, dialedPhoneNumber, mediaFiles } = recording
  const serials = recipientsOf(mediaFiles, null).map(({ serialNumber }) => serialNumber)
  return [id, callerPhoneNumber, dialedPhoneNumber, agentOf(recording), ...serials].some((value) =>
    value.toLowerCase().includes(wanted),
  )
}

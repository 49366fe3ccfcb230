import type { Fingerprint, MediaKind, RecordingMetadata } from "@gir/contracts"

export interface IndexedRecipient {
  readonly certificateId: string
  readonly serialNumber: string
  readonly subject: string
}

export interface IndexedPart {
  readonly mediaId: string
  readonly kind: MediaKind
  /** Empty: the part is stored in clear. */
  readonly recipients: readonly IndexedRecipient[]
  readonly fingerprint: Fingerprint
}

/** What is kept of a recording to search by, and to judge it by. */
export interface IndexedRecording {
  readonly id: string
  readonly startTime: string
  readonly callerPhoneNumber: string
  readonly dialedPhoneNumber: string
  /** Empty when neither part names one. */
  readonly agentId: string
  readonly parts: readonly IndexedPart[]
  /** The muxer's last word; null when it has said none. */
  readonly lastMux: { readonly isRefused: boolean; readonly code: string | null } | null
  /** Differs when something that can change has changed. */
  readonly changes: string
}

export function indexed(recording: RecordingMetadata): IndexedRecording {
  const { id, startTime, callerPhoneNumber, dialedPhoneNumber, mediaFiles, eventHistory } =
    recording
  const agents = mediaFiles.map(({ parameters }) => parameters["agentId"] ?? "")
  const mux = eventHistory.findLast(({ event }) => event === "muxed" || event === "mux-refused")
  const lastMux =
    mux === undefined ? null : { isRefused: mux.event === "mux-refused", code: mux.code ?? null }
  const parts = mediaFiles.map(partOf)
  return {
    id,
    startTime,
    callerPhoneNumber,
    dialedPhoneNumber,
    agentId: agents.find((agent) => agent !== "") ?? "",
    parts,
    lastMux,
    changes: `${parts.length} ${eventHistory.length} ${mux?.occurredAt ?? ""}`,
  }
}

function partOf({ mediaId, receipt }: RecordingMetadata["mediaFiles"][number]): IndexedPart {
  const { kind, protection, fingerprint } = receipt
  const recipients = (protection?.recipients ?? []).map(
    ({ certificateSha256: certificateId, serialNumber, subject }) => ({
      certificateId,
      serialNumber,
      subject,
    }),
  )
  return { mediaId, kind, recipients, fingerprint }
}

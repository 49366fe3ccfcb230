import type { MediaFileMetadata, RecordingDetail } from "@gir/contracts"
import { formatBytes, formatCount, shortHash } from "../ui/format.ts"

/** What a hop is told of by. */
export interface KnownHop {
  readonly file: MediaFileMetadata
  readonly detail: RecordingDetail
}

export function fingerprintText({ receipt: { fingerprint } }: MediaFileMetadata): string {
  const hash = shortHash(fingerprint.sha256)
  if (fingerprint.kind === "bytes") return `${hash} of ${formatBytes(fingerprint.byteCount)}`
  const { channels, sampleCount, sampleRate } = fingerprint
  return `${hash} of ${channels} × ${formatCount(sampleCount)} samples at ${formatCount(sampleRate)} Hz`
}

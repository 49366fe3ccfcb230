import type { Readable } from "node:stream"
import type { RecordingMediaAddress, StoredBytesQuery } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { GaxParts } from "../gax-parts.ts"
import { encryptedReceipt } from "./encrypted-receipt.ts"

/**
 * Hands out a range of the bytes as they are stored: ciphertext, which says nothing without a key.
 *
 * @throws ERR_NOT_FOUND, ERR_GAX_MEDIA_NOT_ENCRYPTED, ERR_BAD_REQUEST behind the end.
 */
export async function readStoredBytes(
  { recordingId, mediaId }: RecordingMediaAddress,
  { from, bytes }: StoredBytesQuery,
  parts: GaxParts,
): Promise<{ body: Readable; length: number; totalBytes: number }> {
  const { storedBytes: totalBytes } = await encryptedReceipt(recordingId, mediaId, parts)
  if (from >= totalBytes) {
    throw new GirError("ERR_BAD_REQUEST", `the file has ${totalBytes} bytes`, { fields: { from } })
  }
  const to = Math.min(from + bytes, totalBytes)
  const body = await parts.peers.rws.storedBytes(mediaId, from, to)
  return { body, length: to - from, totalBytes }
}

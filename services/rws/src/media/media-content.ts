import type { Readable } from "node:stream"
import type { MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { StorageDestination } from "@gir/storage"
import { readByteRange } from "./byte-range.ts"
import { promisedLength } from "./promised-length.ts"

export interface ContentRequest {
  readonly range: string | undefined
  /** The entity tag that the range is meant for; another object is sent as a whole. */
  readonly ifRange: string | undefined
}

export interface ContentAnswer {
  readonly status: 200 | 206
  readonly headers: Readonly<Record<string, string | number>>
  /** Opens the bytes; not called for HEAD. */
  open(): Promise<Readable>
}

/**
 * Prepares stored bytes, as they are: ciphertext of an encrypted media file.
 *
 * @throws ERR_RWS_RANGE_NOT_SATISFIABLE with `fields.totalBytes`, ERR_RWS_MEDIA_LENGTH,
 * ERR_STORAGE_NOT_FOUND, ERR_STORAGE_UNAVAILABLE.
 */
export async function mediaContent(
  storage: StorageDestination,
  receipt: MediaReceipt,
  { range, ifRange }: ContentRequest,
): Promise<ContentAnswer> {
  await assertStoredLength(storage, receipt)
  const totalBytes = receipt.storedBytes
  const entityTag = `"${receipt.segments.root}"`
  const isMeant = ifRange === undefined || ifRange === entityTag
  const wanted = readByteRange(isMeant ? range : undefined, totalBytes)
  if (wanted.kind === "unsatisfiable") {
    throw new GirError(
      "ERR_RWS_RANGE_NOT_SATISFIABLE",
      `${receipt.mediaId} has ${totalBytes} bytes, and the range begins behind them`,
      { fields: { mediaId: receipt.mediaId, totalBytes } },
    )
  }
  const { from, to } = wanted.kind === "part" ? wanted : { from: 0, to: totalBytes }
  return {
    status: wanted.kind === "part" ? 206 : 200,
    headers: {
      "accept-ranges": "bytes",
      etag: entityTag,
      "content-type": receipt.protection === null ? receipt.type : "application/pkcs7-mime",
      "content-length": to - from,
      ...(wanted.kind === "part"
        ? { "content-range": `bytes ${from}-${to - 1}/${totalBytes}` }
        : {}),
    },
    open: async () =>
      promisedLength(await storage.get(receipt.storageKey, { from, to }), to - from),
  }
}

async function assertStoredLength(
  storage: StorageDestination,
  receipt: MediaReceipt,
): Promise<void> {
  const stored = await storage.head(receipt.storageKey)
  const fields = { mediaId: receipt.mediaId, storageKey: receipt.storageKey }
  if (stored === null) {
    throw new GirError(
      "ERR_STORAGE_NOT_FOUND",
      `the object of ${receipt.mediaId} is not in the Storage Destination`,
      { fields },
    )
  }
  if (stored.storedBytes === receipt.storedBytes) return
  throw new GirError(
    "ERR_RWS_MEDIA_LENGTH",
    `the object of ${receipt.mediaId} has ${stored.storedBytes} bytes, its receipt says ${receipt.storedBytes}`,
    { fields: { ...fields, storedBytes: stored.storedBytes, receiptBytes: receipt.storedBytes } },
  )
}

import type { Readable } from "node:stream"

/** Bytes `from` to `to` of an object; `to` itself is excluded. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

export interface StoredObject {
  readonly key: string
  readonly storedBytes: number
}

/**
 * Where recordings lie: whole objects under keys, written once and never changed. Nothing here asks
 * for rename or append, so that S3 (conditional put) and WebDAV (put, then move without overwrite)
 * fit as well as a folder does. Every method may be called again after it failed.
 */
export interface StorageDestination {
  /**
   * Stores one object and resolves when it is durable. Until then nothing is visible under the key;
   * when it fails, or when `body` throws, nothing of it is left. A `body` that is a stream is read
   * to its end or destroyed.
   *
   * @throws ERR_STORAGE_EXISTS when the key is taken, ERR_STORAGE_KEY_INVALID, ERR_STORAGE_FULL,
   * ERR_STORAGE_UNAVAILABLE; an error thrown by `body` comes back as it is.
   */
  put(key: string, body: AsyncIterable<Uint8Array>): Promise<{ readonly storedBytes: number }>
  /**
   * Opens one object, or a range of it, for reading.
   *
   * @returns a stream that must be read to its end or destroyed.
   * @throws ERR_STORAGE_NOT_FOUND, ERR_STORAGE_RANGE, ERR_STORAGE_KEY_INVALID,
   * ERR_STORAGE_UNAVAILABLE.
   */
  get(key: string, range?: ByteRange): Promise<Readable>
  /** @returns the object's size, or `null` when nothing is stored under the key. */
  head(key: string): Promise<{ readonly storedBytes: number } | null>
  /** @returns true when an object was removed, false when there was none. */
  delete(key: string): Promise<boolean>
  /** Every object whose key begins with `prefix`, in no promised order. */
  list(prefix: string): AsyncIterable<StoredObject>
  /**
   * Proves that an object could be stored now, and removes what a killed process left half-written.
   *
   * @throws ERR_STORAGE_FULL, ERR_STORAGE_UNAVAILABLE.
   */
  check(): Promise<void>
}

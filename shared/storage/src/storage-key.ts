import { GirError } from "@gir/errors"

/** S3 allows 1,024 bytes; the rest is left to a prefix of the bucket's owner. */
const KEY_LENGTH_MAX = 900
const SEGMENT_LENGTH_MAX = 255
const SEGMENTS_MAX = 16

/** Printable ASCII that needs no escaping on any file system, in S3 or in WebDAV. */
const SEGMENT = /^[A-Za-z0-9_@+=,()'~-][A-Za-z0-9_@+=,()'~ .-]*$/
const PREFIX = /^[A-Za-z0-9_@+=,()'~ ./-]*$/

/**
 * Splits a key at its slashes.
 *
 * @throws ERR_STORAGE_KEY_INVALID when a segment is empty, begins with a dot (`..`, hidden names),
 * ends with a dot or a space, or holds a character that some destination cannot store.
 */
export function keySegments(key: string): readonly string[] {
  const segments = key.split("/")
  const isValid =
    key.length <= KEY_LENGTH_MAX && segments.length <= SEGMENTS_MAX && segments.every(isSegment)
  if (!isValid) throw invalidKey(key)
  return segments
}

/** @throws ERR_STORAGE_KEY_INVALID; the empty prefix is valid and names every object. */
export function assertPrefix(prefix: string): void {
  const folders = prefix.split("/").slice(0, -1)
  const isValid = prefix.length <= KEY_LENGTH_MAX && PREFIX.test(prefix) && folders.every(isSegment)
  if (!isValid) throw invalidKey(prefix)
}

function isSegment(segment: string): boolean {
  return segment.length <= SEGMENT_LENGTH_MAX && SEGMENT.test(segment) && !/[. ]$/.test(segment)
}

function invalidKey(key: string): GirError {
  const shown = JSON.stringify(key.slice(0, 80))
  return new GirError("ERR_STORAGE_KEY_INVALID", `${shown} is no key of a stored object`)
}

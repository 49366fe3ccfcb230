import { defineCodes } from "../code-entry.ts"

export const STORAGE_CODES = defineCodes({
  ERR_STORAGE_NOT_FOUND: {
    status: 404,
    blame: "caller",
    retryable: false,
    why: "The Storage Destination holds no object under this key.",
    next: "Compare the key with the recording's metadata; the object may have been deleted",
  },
  ERR_STORAGE_EXISTS: {
    status: 409,
    blame: "caller",
    retryable: false,
    why: "An object is already stored under this key, and stored objects are never overwritten.",
    next: "Store under a key of its own: every attempt carries an attempt id",
  },
  ERR_STORAGE_FULL: {
    status: 507,
    blame: "dependency",
    retryable: true,
    why: "The Storage Destination has no space left, or the quota is used up.",
    next: "Free space on the Storage Destination; waiting jobs resume by themselves",
  },
  ERR_STORAGE_UNAVAILABLE: {
    status: 503,
    blame: "dependency",
    retryable: true,
    why: "The Storage Destination is missing, not mounted, or refuses access.",
    next: "Mount or create the Storage Destination; waiting jobs resume by themselves",
  },
  ERR_STORAGE_KEY_INVALID: {
    status: 400,
    blame: "caller",
    retryable: false,
    why: "A key is a relative path of printable ASCII without dots in front, and never leaves the root.",
    next: "Build the key from the recording id, the attempt id and the file name",
  },
  ERR_STORAGE_RANGE: {
    status: 416,
    blame: "caller",
    retryable: false,
    why: "The byte range does not lie within the stored object.",
    next: "Ask for the object's size first",
  },
  ERR_STORAGE_DESTINATION_INVALID: {
    status: 400,
    blame: "caller",
    retryable: false,
    why: "The Storage Destination is not an address that an adapter exists for.",
    next: "Use file:///absolute/path, webdav+https://host/path or s3://bucket/prefix; GIR_STORAGE_CREDENTIALS_FILE names name and secret",
  },
})

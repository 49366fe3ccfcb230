import { GirError } from "@gir/errors"

/**
 * The one outward failure once a recipient has matched. It has no cause and no fields: padding,
 * length, tag and content must look the same to whoever sent the file (RFC 3218 §2.3).
 */
export function decryptionFailed(): GirError {
  return new GirError(
    "ERR_CMS_DECRYPTION_FAILED",
    "the recording could not be opened or verified; nothing of it was released",
  )
}

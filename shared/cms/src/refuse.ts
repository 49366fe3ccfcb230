import { GirError, isGirError } from "@gir/errors"

/** Bytes that are no envelope. @param offset position in the envelope, when it is known. */
export function malformed(message: string, offset?: number, cause?: unknown): GirError {
  const place = offset === undefined ? {} : { fields: { offset }, where: `byte ${offset}` }
  return new GirError("ERR_CMS_MALFORMED", message, { ...place, cause })
}

/** A legal envelope that uses something which is not in the algorithms table. */
export function unsupported(
  what: string,
  fields: Readonly<Record<string, unknown>> = {},
): GirError {
  return new GirError("ERR_CMS_UNSUPPORTED", what, { fields })
}

export function limitExceeded(
  message: string,
  fields: Readonly<Record<string, unknown>>,
): GirError {
  return new GirError("ERR_CMS_LIMIT_EXCEEDED", message, { fields })
}

/** Runs a reader, and gives its ASN.1 refusals the code of this package. */
export function readingCms<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isGirError(error, "ERR_ASN1_MALFORMED")) throw error
    throw malformed(error.message, Number(error.fields["offset"]), error)
  }
}

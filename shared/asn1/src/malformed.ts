import { GirError } from "@gir/errors"

/** The one way in which this package refuses bytes: what is wrong, and at which byte. */
export function malformed(message: string, offset: number): GirError {
  return new GirError("ERR_ASN1_MALFORMED", message, {
    fields: { offset },
    where: `byte ${offset}`,
  })
}

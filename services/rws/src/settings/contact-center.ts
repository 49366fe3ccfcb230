import { GirError } from "@gir/errors"

/** The id in its one form: lower-case hexadecimal without dashes. */
export function normalizeContactCenterId(id: string): string {
  return id.replaceAll("-", "").toLowerCase()
}

/**
 * @param id as it stands in an address: in either case, with or without dashes.
 * @param known the installation's contact center.
 * @throws ERR_RWS_CONTACT_CENTER_UNKNOWN
 */
export function assertContactCenter(id: string, known: string): void {
  if (normalizeContactCenterId(id) === known) return
  throw new GirError("ERR_RWS_CONTACT_CENTER_UNKNOWN", `no contact center has the id ${id}`, {
    fields: { contactCenterId: id },
  })
}

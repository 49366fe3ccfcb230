import { decodeAsn1, isUniversal, readOid, readString, TAG, type Asn1Node } from "@gir/asn1"
import { isGirError } from "@gir/errors"
import { CONTENT_CIPHERS, HASH_OIDS } from "./algorithms.ts"
import {
  id_data,
  id_mgf1,
  id_pSpecified,
  id_RSAES_OAEP,
  rsaEncryption,
} from "./object-identifiers.ts"

const SHOWN_BYTES = 16
const HASH = Object.entries(HASH_OIDS).map(([name, oid]): [string, string] => [oid, name])
const CIPHERS = Object.values(CONTENT_CIPHERS).map(({ oid, title }): [string, string] => [
  oid,
  title,
])
/** RFC 5280 appendix A, RFC 4519 and PKCS #9, and those of envelopes. */
const OID_NAMES: ReadonlyMap<string, string> = new Map([
  ...HASH,
  ...CIPHERS,
  ["2.5.4.3", "commonName"],
  ["2.5.4.6", "countryName"],
  ["2.5.4.7", "localityName"],
  ["2.5.4.8", "stateOrProvinceName"],
  ["2.5.4.10", "organizationName"],
  ["2.5.4.11", "organizationalUnitName"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
  [id_data, "id-data"],
  [rsaEncryption, "rsaEncryption"],
  [id_RSAES_OAEP, "id-RSAES-OAEP"],
  [id_mgf1, "id-mgf1"],
  [id_pSpecified, "id-pSpecified"],
])

/**
 * What a primitive value says, as people read it.
 *
 * @param encoding its header and octets.
 * @returns null for a type that says nothing, or octets that do not fit their type.
 */
export function primitiveValue(encoding: Uint8Array): string | null {
  try {
    return read(decodeAsn1(encoding))
  } catch (error) {
    if (isGirError(error)) return null
    throw error
  }
}

function read(node: Asn1Node): string | null {
  if (node.isConstructed) return null
  if (isUniversal(node, TAG.null)) return "NULL"
  if (isUniversal(node, TAG.objectIdentifier)) return nameOfOid(readOid(node))
  if (isUniversal(node, TAG.integer)) return readableInteger(node.content)
  if (isUniversal(node, TAG.octetString) || node.tagClass !== "universal") return hex(node.content)
  return readString(node)
}

function nameOfOid(oid: string): string {
  const name = OID_NAMES.get(oid)
  return name === undefined ? oid : `${name} (${oid})`
}

const SMALL_BYTES = 4

function readableInteger(content: Uint8Array): string {
  const digits = Buffer.from(content).toString("hex").toUpperCase()
  return content.length > SMALL_BYTES ? digits : `${Number.parseInt(digits, 16)} (hex ${digits})`
}

function hex(content: Uint8Array): string {
  const shown = Buffer.from(content.subarray(0, SHOWN_BYTES)).toString("hex")
  return content.length > SHOWN_BYTES ? `${shown}… ${content.length} bytes` : shown
}

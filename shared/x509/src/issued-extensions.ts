import { createHash, type KeyObject } from "node:crypto"
import {
  decodeAsn1,
  encodeBoolean,
  encodeContext,
  encodeInteger,
  encodeOctetString,
  encodeSequence,
  readBitString,
} from "@gir/asn1"
import { EXTENSION, type Extension } from "./extension.ts"
import { encodeKeyUsage } from "./key-usage.ts"

/** An extension to issue; `value: null` leaves out the one that the role would have. */
export interface ExtensionInput {
  readonly oid: string
  readonly isCritical: boolean
  readonly value: Uint8Array | null
}

interface IssuedExtensionsOptions {
  readonly role: "ca" | "recording"
  readonly pathLength?: number
  readonly subjectKeyIdentifier: Uint8Array
  readonly authorityKeyIdentifier: Uint8Array
  readonly extensions?: readonly ExtensionInput[]
}

/** The extensions of a role, with the caller's own added or put in their places. */
export function issuedExtensions(options: IssuedExtensionsOptions): readonly Extension[] {
  const byOid = new Map<string, ExtensionInput>()
  for (const extension of [...roleExtensions(options), ...(options.extensions ?? [])]) {
    byOid.set(extension.oid, extension)
  }
  return [...byOid.values()].flatMap(({ value, ...rest }) =>
    value === null ? [] : [{ ...rest, value }],
  )
}

/** RFC 5280 §4.2.1.2 (1): SHA-1 of the bits of subjectPublicKey. A name, not a protection. */
export function keyIdentifierOf(publicKey: KeyObject): Uint8Array {
  const der = publicKey.export({ format: "der", type: "spki" })
  const bits = readBitString(decodeAsn1(der).children[1]!).bytes
  return new Uint8Array(createHash("sha1").update(bits).digest())
}

function roleExtensions(options: IssuedExtensionsOptions): readonly ExtensionInput[] {
  const isCa = options.role === "ca"
  const keyIdentifier = encodeContext(0, options.authorityKeyIdentifier, { constructed: false })
  return [
    {
      oid: EXTENSION.basicConstraints,
      isCritical: true,
      value: encodeBasicConstraints(isCa, options.pathLength),
    },
    {
      oid: EXTENSION.keyUsage,
      isCritical: true,
      value: encodeKeyUsage(isCa ? ["keyCertSign", "cRLSign"] : ["keyEncipherment"]),
    },
    {
      oid: EXTENSION.subjectKeyIdentifier,
      isCritical: false,
      value: encodeOctetString(options.subjectKeyIdentifier),
    },
    {
      oid: EXTENSION.authorityKeyIdentifier,
      isCritical: false,
      value: encodeSequence(keyIdentifier),
    },
  ]
}

/** cA DEFAULT FALSE is left out when it is false, as DER demands (X.690 §11.5). */
function encodeBasicConstraints(isCa: boolean, pathLength: number | undefined): Uint8Array {
  if (!isCa) return encodeSequence()
  const limit = pathLength === undefined ? [] : [encodeInteger(pathLength)]
  return encodeSequence(encodeBoolean(true), ...limit)
}

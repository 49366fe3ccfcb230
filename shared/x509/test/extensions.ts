import {
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOid,
  encodeSequence,
  encodeSet,
  encodeUtf8String,
} from "@gir/asn1"
import type { ExtensionInput } from "@gir/x509"

const OID = {
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  policyConstraints: "2.5.29.36",
  inhibitAnyPolicy: "2.5.29.54",
} as const

const extension = (
  name: keyof typeof OID,
  value: Uint8Array | null,
  isCritical = true,
): ExtensionInput => ({
  oid: OID[name],
  isCritical,
  value,
})

export const without = (name: keyof typeof OID): ExtensionInput => extension(name, null)

/** The octets after the tag: unused bits, then the bits. */
export const keyUsage = (...octets: readonly number[]): ExtensionInput =>
  extension("keyUsage", Uint8Array.of(3, octets.length, ...octets))

export const notCa = (): ExtensionInput => extension("basicConstraints", encodeSequence())

export const unknownCritical = (): ExtensionInput => ({
  oid: "1.3.6.1.4.1.99999.1",
  isCritical: true,
  value: encodeNull(),
})

export const mailbox = (text: string): Uint8Array => implicit(1, text)
export const host = (text: string): Uint8Array => implicit(2, text)
export const uri = (text: string): Uint8Array => implicit(6, text)
export const address = (...octets: readonly number[]): Uint8Array =>
  encodeContext(7, Uint8Array.from(octets), { constructed: false })
export const directory = (
  ...names: readonly (readonly [oid: string, value: string])[]
): Uint8Array => {
  const relative = names.map(([oid, value]) =>
    encodeSet(encodeSequence(encodeOid(oid), encodeUtf8String(value))),
  )
  return encodeContext(4, encodeSequence(...relative), { constructed: true })
}
export const otherName = (): Uint8Array =>
  encodeContext(
    0,
    Buffer.concat([encodeOid("1.2.3"), encodeContext(0, encodeNull(), { constructed: true })]),
    {
      constructed: true,
    },
  )

export const altNames = (...names: readonly Uint8Array[]): ExtensionInput =>
  extension("subjectAltName", encodeSequence(...names), false)

export function nameConstraints(subtrees: {
  readonly permitted?: readonly Uint8Array[]
  readonly excluded?: readonly Uint8Array[]
}): ExtensionInput {
  const parts = [subtrees.permitted, subtrees.excluded].flatMap((bases, n) =>
    bases === undefined
      ? []
      : [
          encodeContext(n, Buffer.concat(bases.map((base) => encodeSequence(base))), {
            constructed: true,
          }),
        ],
  )
  return extension("nameConstraints", encodeSequence(...parts))
}

export const policies = (...oids: readonly string[]): ExtensionInput =>
  extension(
    "certificatePolicies",
    encodeSequence(...oids.map((oid) => encodeSequence(encodeOid(oid)))),
    false,
  )

export const requireExplicitPolicy = (skipCerts: number): ExtensionInput =>
  extension("policyConstraints", encodeSequence(implicitNumber(0, skipCerts)))

export const inhibitPolicyMapping = (skipCerts: number): ExtensionInput =>
  extension("policyConstraints", encodeSequence(implicitNumber(0, 0), implicitNumber(1, skipCerts)))

export const inhibitAnyPolicy = (skipCerts: number): ExtensionInput =>
  extension("inhibitAnyPolicy", encodeInteger(skipCerts))

export const policyMapping = (issuer: string, subject: string): ExtensionInput =>
  extension("policyMappings", encodeSequence(encodeSequence(encodeOid(issuer), encodeOid(subject))))

function implicit(n: number, text: string): Uint8Array {
  return encodeContext(n, Buffer.from(text), { constructed: false })
}

function implicitNumber(n: number, value: number): Uint8Array {
  return encodeContext(n, Uint8Array.of(value), { constructed: false })
}

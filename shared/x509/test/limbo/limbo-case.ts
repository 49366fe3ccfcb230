import {
  encodeBoolean,
  encodeContext,
  encodeOctetString,
  encodeOid,
  encodeSequence,
} from "@gir/asn1"
import type { Certificate, ExtensionInput } from "@gir/x509"
import { drawCa, drawRecording, NOW, type Drawn, type DrawOptions } from "../draw.ts"
import { ecKey, rsaKey, type TestKey } from "../keys.ts"
import { resignDer, TBS, type Resigning } from "../rebuild.ts"

/** Certificates as DER: some of them no reader takes. */
export interface LimboCase {
  /** `root (pathlen:0) -> A -> leaf`, with what is odd in brackets. */
  readonly name: string
  readonly leaf: Uint8Array
  readonly ca: readonly Uint8Array[]
  /** Certificates that help to build the path and vouch for nothing. */
  readonly beside: readonly Uint8Array[]
  readonly at: Date
  /** What RFC 5280 says: with its MUSTs for CAs as well as its §6.1. */
  readonly isValid: boolean
}

export interface LimboOptions {
  readonly beside?: readonly (Drawn | Uint8Array)[]
  readonly at?: Date
}

type Link = Drawn | Certificate | Uint8Array

export function valid(
  name: string,
  chain: readonly [leaf: Link, ...ca: Link[]],
  options: LimboOptions = {},
): LimboCase {
  const [leaf, ...ca] = chain.map(derOf)
  const { beside = [], at = NOW } = options
  return { name, leaf: leaf!, ca, beside: beside.map(derOf), at, isValid: true }
}

export function invalid(
  name: string,
  chain: readonly [leaf: Link, ...ca: Link[]],
  options: LimboOptions = {},
): LimboCase {
  return { ...valid(name, chain, options), isValid: false }
}

function derOf(link: Link): Uint8Array {
  if (link instanceof Uint8Array) return link
  return "certificate" in link ? link.certificate.der : link.der
}

export const ROOT_KEY = ecKey(1)
export const root = (options: DrawOptions = {}): Drawn =>
  drawCa("Root", { key: ROOT_KEY, ...options })
export const between = (issuer: Drawn, options: DrawOptions = {}): Drawn =>
  drawCa("Between", { key: ecKey(2), issuer, ...options })
export const below = (issuer: Drawn, options: DrawOptions = {}): Drawn =>
  drawRecording("Recording", { key: rsaKey(1), issuer, ...options })

/** The certificate with components replaced, signed by this key. */
export function altered(
  { certificate }: Drawn,
  parts: Resigning["parts"],
  signer: TestKey = ROOT_KEY,
): Uint8Array {
  return resignDer(certificate, { parts, privateKey: signer.privateKey })
}

/** The certificate with these extensions and no others, whatever they hold. */
export function withExtensions(
  drawn: Drawn,
  list: readonly Uint8Array[],
  signer: TestKey = ROOT_KEY,
): Uint8Array {
  const extensions = encodeContext(3, encodeSequence(...list), { constructed: true })
  return altered(drawn, { [TBS.extensions]: extensions }, signer)
}

export function encodeExtension({ oid, isCritical, value }: ExtensionInput): Uint8Array {
  const critical = isCritical ? [encodeBoolean(true)] : []
  return encodeSequence(encodeOid(oid), ...critical, encodeOctetString(value!))
}

export const OID = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
} as const

/** Leaves an extension of the role out. */
export const lacking = (...names: readonly (keyof typeof OID)[]): DrawOptions => ({
  extensions: names.map((name) => ({ oid: OID[name], isCritical: false, value: null })),
})

export const having = (
  name: keyof typeof OID,
  value: Uint8Array,
  isCritical = false,
): DrawOptions => ({ extensions: [extension(name, value, isCritical)] })

export const extension = (
  name: keyof typeof OID,
  value: Uint8Array,
  isCritical = false,
): ExtensionInput => ({ oid: OID[name], isCritical, value })

export const ski = (...octets: readonly number[]): Uint8Array =>
  encodeOctetString(Uint8Array.from(octets))
export const aki = (...octets: readonly number[]): Uint8Array =>
  encodeSequence(encodeContext(0, Uint8Array.from(octets), { constructed: false }))

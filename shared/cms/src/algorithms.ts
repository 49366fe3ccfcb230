/**
 * Everything that the house knows of an algorithm, in one place. No other file switches on a name
 * or an object identifier.
 */

/** The two containers: RFC 5652 §6.1 has no integrity, RFC 5083 §2 has. */
export type EnvelopeContentType = "envelopedData" | "authEnvelopedData"

export interface CipherEntry {
  readonly oid: string
  readonly container: EnvelopeContentType
  readonly mode: "cbc" | "gcm"
  readonly cekBytes: number
  /** Initialization vector of CBC, nonce of GCM. */
  readonly ivBytes: number
  readonly blockBytes: number
  /** What `node:crypto` and OpenSSL call it. */
  readonly nodeName: string
  /** Read for old files under an explicit policy, never written. */
  readonly isLegacy: boolean
  /** For people. */
  readonly title: string
}

/** AES object identifiers: RFC 3565 §4.1 (CBC), RFC 5084 §3.2 (GCM). */
const aesArc = (last: number): string => `2.16.840.1.101.3.4.1.${last}`

function aesCbc(bits: 128 | 192 | 256, last: number): CipherEntry {
  return {
    oid: aesArc(last),
    container: "envelopedData",
    mode: "cbc",
    cekBytes: bits / 8,
    ivBytes: 16,
    blockBytes: 16,
    nodeName: `aes-${bits}-cbc`,
    isLegacy: false,
    title: `AES-${bits}-CBC`,
  }
}

function aesGcm(bits: 128 | 192 | 256, last: number): CipherEntry {
  return {
    ...aesCbc(bits, last),
    container: "authEnvelopedData",
    mode: "gcm",
    // RFC 5084 §3.2: "A length of 12 octets is RECOMMENDED"; other lengths are refused.
    ivBytes: 12,
    nodeName: `aes-${bits}-gcm`,
    title: `AES-${bits}-GCM`,
  }
}

/** Content ciphers that are written and read. */
export const CONTENT_CIPHERS = {
  "aes128-cbc": aesCbc(128, 2),
  "aes192-cbc": aesCbc(192, 22),
  "aes256-cbc": aesCbc(256, 42),
  "aes128-gcm": aesGcm(128, 6),
  "aes192-gcm": aesGcm(192, 26),
  "aes256-gcm": aesGcm(256, 46),
} as const satisfies Record<string, CipherEntry>

export type ContentCipher = keyof typeof CONTENT_CIPHERS

/** RFC 3370 §5.1: three-key Triple-DES, as OpenSSL wrote by default until 2013. */
const LEGACY_CIPHERS = {
  "des-ede3-cbc": {
    oid: "1.2.840.113549.3.7",
    container: "envelopedData",
    mode: "cbc",
    cekBytes: 24,
    ivBytes: 8,
    blockBytes: 8,
    nodeName: "des-ede3-cbc",
    isLegacy: true,
    title: "3DES-CBC",
  },
} as const satisfies Record<string, CipherEntry>

/** Every cipher that can be read, legacy ones too. */
export type ReadableCipher = ContentCipher | keyof typeof LEGACY_CIPHERS

const READABLE: Readonly<Record<ReadableCipher, CipherEntry>> = {
  ...CONTENT_CIPHERS,
  ...LEGACY_CIPHERS,
}

export function cipherEntry(cipher: ReadableCipher): CipherEntry {
  return READABLE[cipher]
}

/** @returns `null` when no readable cipher has this object identifier. */
export function cipherByOid(oid: string): ReadableCipher | null {
  const names = Object.keys(READABLE) as ReadableCipher[]
  return names.find((name) => READABLE[name].oid === oid) ?? null
}

/** True for the names that `encryptContent` takes; for values from files and command lines. */
export function isContentCipher(name: string): name is ContentCipher {
  return Object.hasOwn(CONTENT_CIPHERS, name)
}

/** Octets of a full GCM tag; what is written. */
export const GCM_TAG_BYTES = 16

/** Hash functions that OAEP may name, by their `node:crypto` name (RFC 8017 §B.1). */
export const HASH_OIDS = {
  sha1: "1.3.14.3.2.26",
  sha224: "2.16.840.1.101.3.4.2.4",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  "sha512-224": "2.16.840.1.101.3.4.2.5",
  "sha512-256": "2.16.840.1.101.3.4.2.6",
} as const

export type OaepHash = keyof typeof HASH_OIDS

/** @returns `null` when OAEP is not read with this hash. */
export function hashByOid(oid: string): OaepHash | null {
  const names = Object.keys(HASH_OIDS) as OaepHash[]
  return names.find((name) => HASH_OIDS[name] === oid) ?? null
}

/** What a CEK is wrapped with. `null` means RSAES-PKCS1-v1_5, which has no parameters. */
export interface KeyTransportEntry {
  readonly oaepHash: OaepHash | null
}

/** Key transports that are written; OAEP takes the same hash for MGF1. */
export const KEY_TRANSPORTS = {
  pkcs1: { oaepHash: null },
  "oaep-sha1": { oaepHash: "sha1" },
  "oaep-sha256": { oaepHash: "sha256" },
  "oaep-sha384": { oaepHash: "sha384" },
  "oaep-sha512": { oaepHash: "sha512" },
} as const satisfies Record<string, KeyTransportEntry>

export type KeyTransport = keyof typeof KEY_TRANSPORTS

export function isKeyTransport(name: string): name is KeyTransport {
  return Object.hasOwn(KEY_TRANSPORTS, name)
}

/** The profile of an IVR Profile's recordings: what is used when nothing else is named. */
export type EnvelopeProfile = "classic" | "modern"

export const ENVELOPE_PROFILES = {
  /** What "PKCS7" meant when GIR was written. */
  classic: { cipher: "aes256-cbc", keyTransport: "pkcs1" },
  modern: { cipher: "aes256-gcm", keyTransport: "oaep-sha256" },
} as const satisfies Record<EnvelopeProfile, { cipher: ContentCipher; keyTransport: KeyTransport }>

/** Object identifiers of RFC 7292 (PKCS #12), RFC 8018 (PKCS #5) and what they lean on. */
export const OID = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  pkcs8ShroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
} as const

/** PBKDF2's pseudorandom functions that we read; we write the second. */
export const PRF_HASHES: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
}

export interface CbcCipher {
  readonly name: string
  readonly keyBytes: number
}

/** Content ciphers of PBES2 that we read; we write the last. */
export const CBC_CIPHERS: Readonly<Record<string, CbcCipher>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyBytes: 32 },
}

export interface MacHash {
  readonly name: string
  /** Input block of the hash, the `v` of RFC 7292 appendix B.2. */
  readonly blockBytes: number
}

/** Hashes of a PKCS #12 MAC that we read; we write the second. */
export const MAC_HASHES: Readonly<Record<string, MacHash>> = {
  "1.3.14.3.2.26": { name: "sha1", blockBytes: 64 },
  "2.16.840.1.101.3.4.2.1": { name: "sha256", blockBytes: 64 },
  "2.16.840.1.101.3.4.2.2": { name: "sha384", blockBytes: 128 },
  "2.16.840.1.101.3.4.2.3": { name: "sha512", blockBytes: 128 },
}

export const HMAC_WITH_SHA256 = "1.2.840.113549.2.9"
export const AES_256_CBC = "2.16.840.1.101.3.4.1.42"
export const SHA256 = "2.16.840.1.101.3.4.2.1"

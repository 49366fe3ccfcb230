import {
  decodeAsn1,
  encodeBitString,
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOid,
  encodeOctetString,
  encodeSequence,
  encodeValue,
  TAG,
} from "@gir/asn1"
import { describeCertificate, parseCertificate } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawCa, drawRecording } from "./draw.ts"
import { expectCode } from "./expect-code.ts"
import { ecKey } from "./keys.ts"
import { rebuild, TBS } from "./rebuild.ts"

const plain = drawRecording("Cert1 User", { serialNumber: "1" }).certificate

describe("parseCertificate", () => {
  it("reads what the certificate says, and nothing else", () => {
    const ca = drawCa("Root", { pathLength: 2, serialNumber: "00ff" })
    expect(ca.certificate).toMatchObject({
      version: 3,
      serialNumber: "FF",
      isCa: true,
      pathLength: 2,
      keyType: "ec",
      keyBits: 256,
      rsa: null,
      keyUsage: new Set(["keyCertSign", "cRLSign"]),
    })
    expect(plain).toMatchObject({
      serialNumber: "01",
      isCa: false,
      pathLength: null,
      keyType: "rsa",
      keyBits: 2048,
      keyUsage: new Set(["keyEncipherment"]),
      unknownCriticalExtensions: [],
    })
    expect(plain.subjectKeyIdentifier).toEqual(plain.authorityKeyIdentifier?.keyIdentifier)
  })

  it("gives issuer and serial number as the DER that a recipient is named by", () => {
    const [issuer, serialNumber] = decodeAsn1(plain.issuerAndSerialDer).children
    expect(issuer?.bytes).toEqual(plain.issuer.der)
    expect(serialNumber?.bytes).toEqual(encodeInteger(1))
  })

  it("hashes the same public key to the same value in every certificate on it", () => {
    const renewed = drawRecording("Cert1 User", { serialNumber: "2" }).certificate
    expect(renewed.publicKeySha256).toBe(plain.publicKeySha256)
    expect(renewed.sha256).not.toBe(plain.sha256)
  })

  it.each([
    ["no sequence", Uint8Array.of(4, 1, 0)],
    ["cut bytes", plain.der.subarray(0, 300)],
    ["nothing", new Uint8Array(0)],
    [
      "a version of 7",
      rebuild(plain, TBS.version, encodeContext(0, encodeInteger(6), { constructed: true })),
    ],
    [
      "version 1 with extensions",
      rebuild(plain, TBS.version, encodeContext(0, encodeInteger(0), { constructed: true })),
    ],
    [
      "a serial number that is no INTEGER",
      rebuild(plain, TBS.serialNumber, encodeContext(2, Uint8Array.of(1), { constructed: false })),
    ],
    ["a padded serial number", rebuild(plain, TBS.serialNumber, Uint8Array.of(2, 2, 0, 1))],
    [
      "another inner signature algorithm",
      rebuild(
        plain,
        TBS.signature,
        encodeSequence(encodeOid("1.2.840.113549.1.1.13"), encodeNull()),
      ),
    ],
    [
      "a date without seconds",
      rebuild(
        plain,
        TBS.validity,
        encodeSequence(utcTime("2601010000Z"), utcTime("270101000000Z")),
      ),
    ],
    [
      "a 30th of February",
      rebuild(
        plain,
        TBS.validity,
        encodeSequence(utcTime("260230000000Z"), utcTime("270101000000Z")),
      ),
    ],
  ])("refuses %s as malformed", (_, der) => {
    expectCode("ERR_X509_CERTIFICATE_MALFORMED", () => parseCertificate(der))
  })

  it("refuses bytes after the certificate", () => {
    const der = Buffer.concat([plain.der, Uint8Array.of(0, 0)])
    expect(expectCode("ERR_X509_TRAILING_BYTES", () => parseCertificate(der))).toContain("2 bytes")
  })

  it("refuses a NUL in a name", () => {
    const der = Buffer.from(plain.der)
    der[der.indexOf("Cert1 User") + 5] = 0
    expectCode("ERR_X509_NAME_INVALID", () => parseCertificate(der))
  })

  it("refuses a NUL in a subjectAltName", () => {
    const mailbox = encodeContext(1, Buffer.from("a\0@b"), { constructed: false })
    expectCode("ERR_X509_NAME_INVALID", () =>
      drawRecording("x", {
        extensions: [{ oid: "2.5.29.17", isCritical: false, value: encodeSequence(mailbox) }],
      }),
    )
  })

  it("refuses an extension that stands twice", () => {
    const extension = encodeSequence(encodeOid("1.2.3"), encodeOctetString(encodeNull()))
    const twice = encodeContext(3, encodeSequence(extension, extension), { constructed: true })
    expectCode("ERR_X509_EXTENSION_INVALID", () =>
      parseCertificate(rebuild(plain, TBS.extensions, twice)),
    )
  })

  it.each([
    ["keyUsage", "2.5.29.15", encodeInteger(1)],
    ["basicConstraints", "2.5.29.19", encodeSequence(encodeInteger(-1))],
    ["subjectKeyIdentifier", "2.5.29.14", encodeNull()],
    ["nameConstraints", "2.5.29.30", encodeSequence()],
    ["certificatePolicies", "2.5.29.32", encodeSequence()],
  ])("refuses a %s that cannot be read", (_, oid, value) => {
    expectCode("ERR_X509_EXTENSION_INVALID", () =>
      drawRecording("x", { extensions: [{ oid, isCritical: false, value }] }),
    )
  })

  it.each([
    ["a negative modulus", encodeInteger(-5), encodeInteger(65_537)],
    ["a modulus of zero", encodeInteger(0), encodeInteger(65_537)],
    ["a negative exponent", encodeInteger(3n ** 1300n), encodeInteger(-3)],
  ])("refuses %s", (_, modulus, exponent) => {
    const der = rebuild(plain, TBS.subjectPublicKeyInfo, rsaKeyInfo(modulus, exponent))
    expectCode("ERR_X509_KEY_NUMBERS_INVALID", () => parseCertificate(der))
  })

  it("refuses a modulus of 20,000 bits before any arithmetic", () => {
    const key = rsaKeyInfo(encodeInteger(2n ** 20_000n + 1n), encodeInteger(3))
    const der = rebuild(plain, TBS.subjectPublicKeyInfo, key)
    expectCode("ERR_X509_KEY_TOO_LARGE", () => parseCertificate(der))
  })

  it("refuses a key of a kind that nobody knows", () => {
    const algorithm = encodeSequence(encodeOid("1.2.3.4"))
    const key = encodeSequence(algorithm, encodeBitString(Uint8Array.of(1, 2, 3)))
    const der = rebuild(plain, TBS.subjectPublicKeyInfo, key)
    expectCode("ERR_X509_KEY_NOT_RSA", () => parseCertificate(der))
  })
})

describe("describeCertificate", () => {
  it("fills the Upload Certificate panel as the guide's picture shows it", () => {
    const organization = "Genesys Telecommunications Laboratories"
    const place = { country: "CA", state: "Ontario", locality: "Markham", organization }
    const issuer = drawCa("Certificate Administrator", {
      key: ecKey(1),
      subject: { ...place, email: "cert.admin@genesyslab.com" },
    })
    const { certificate } = drawRecording("Cert1 User", {
      issuer,
      serialNumber: "1",
      subject: { ...place, email: "cert1.user@genesyslab.com" },
    })
    const dn = "C=CA,ST=Ontario,L=Markham,O=Genesys Telecommunications Laboratories"
    expect(describeCertificate(certificate)).toEqual({
      issuedTo: "Cert1 User <cert1.user@genesyslab.com>",
      issuedBy: "Certificate Administrator",
      expires: "2027-11-01",
      serialNumber: "1",
      subjectDn: `${dn},CN=Cert1 User,E=cert1.user@genesyslab.com`,
      issuerDn: `${dn},CN=Certificate Administrator,E=cert.admin@genesyslab.com`,
      keyBits: 2048,
    })
  })

  it("says so when no e-mail is set", () => {
    const { certificate } = drawRecording("GIR certificate")
    expect(describeCertificate(certificate).issuedTo).toBe("GIR certificate (Email not set)")
  })
})

function utcTime(text: string): Uint8Array {
  return encodeValue(TAG.utcTime, Buffer.from(text))
}

function rsaKeyInfo(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const algorithm = encodeSequence(encodeOid("1.2.840.113549.1.1.1"), encodeNull())
  return encodeSequence(algorithm, encodeBitString(encodeSequence(modulus, exponent)))
}

import { generateKeyPairSync } from "node:crypto"
import {
  encodeBitString,
  encodeInteger,
  encodeNull,
  encodeOid,
  encodeSequence,
  encodeValue,
  TAG,
} from "@gir/asn1"
import {
  assertRecordingCertificate,
  issueCertificate,
  parseCertificate,
  recordingCertificateFindings,
  type Certificate,
} from "@gir/x509"
import { describe, expect, it } from "vitest"
import { daysFromNow, drawCa, drawRecording, NOW } from "./draw.ts"
import { expectCode } from "./expect-code.ts"
import { ecKey, rsaKey } from "./keys.ts"
import { rebuild, TBS } from "./rebuild.ts"

const good = drawRecording("Interaction Recording")

function withRsaNumbers(modulus: bigint, exponent: bigint): Certificate {
  const algorithm = encodeSequence(encodeOid("1.2.840.113549.1.1.1"), encodeNull())
  const key = encodeSequence(encodeInteger(modulus), encodeInteger(exponent))
  return parseCertificate(
    rebuild(
      good.certificate,
      TBS.subjectPublicKeyInfo,
      encodeSequence(algorithm, encodeBitString(key)),
    ),
  )
}

function withKeyUsage(...octets: readonly number[]) {
  return [
    {
      oid: "2.5.29.15",
      isCritical: true,
      value: encodeValue(TAG.bitString, Uint8Array.from(octets)),
    },
  ]
}

const modulus = good.certificate.rsa!.modulus

describe("a recording certificate", () => {
  it.each([
    ["self-signed", () => good.certificate],
    [
      "signed by a private CA with an EC key",
      () => drawRecording("r", { issuer: drawCa("c") }).certificate,
    ],
    [
      "without keyUsage",
      () =>
        drawRecording("r", { extensions: [{ oid: "2.5.29.15", isCritical: true, value: null }] })
          .certificate,
    ],
    [
      "self-signed and marked CA:TRUE, as openssl req -x509 makes it",
      () => selfSignedCa().certificate,
    ],
    ["of 3072 bits", () => drawRecording("r", { key: rsaKey(0, 3072) }).certificate],
  ])("may be %s", (_, draw) => {
    expect(recordingCertificateFindings(draw(), NOW)).toEqual([])
  })

  it("must have an RSA key", () => {
    const { certificate } = drawRecording("r", { key: ecKey(1) })
    expect(
      expectCode("ERR_X509_KEY_NOT_RSA", () => assertRecordingCertificate(certificate, NOW)),
    ).toContain("ec")
  })

  it("must not have an RSA-PSS key", () => {
    const { publicKey } = generateKeyPairSync("rsa-pss", { modulusLength: 2048 })
    const spki = publicKey.export({ format: "der", type: "spki" })
    const certificate = parseCertificate(rebuild(good.certificate, TBS.subjectPublicKeyInfo, spki))
    expectCode("ERR_X509_KEY_RSA_PSS", () => assertRecordingCertificate(certificate, NOW))
  })

  it.each([
    ["ERR_X509_KEY_TOO_SMALL", (modulus >> 1024n) | 1n, 65_537n],
    ["ERR_X509_KEY_TOO_SMALL", (modulus >> 1n) | 1n, 65_537n],
    ["ERR_X509_KEY_TOO_LARGE", (modulus << 6145n) | 1n, 65_537n],
    ["ERR_X509_KEY_NUMBERS_INVALID", modulus - 1n, 65_537n],
    ["ERR_X509_KEY_NUMBERS_INVALID", modulus, 1n],
    ["ERR_X509_KEY_NUMBERS_INVALID", modulus, 65_536n],
    ["ERR_X509_KEY_NUMBERS_INVALID", modulus, 2n ** 65n + 1n],
  ] as const)("with unfit numbers is %s", (code, n, e) => {
    expectCode(code, () => assertRecordingCertificate(withRsaNumbers(n, e), NOW))
  })

  it("must allow keyEncipherment when it has keyUsage", () => {
    const { certificate } = drawRecording("r", { extensions: withKeyUsage(7, 0x80) })
    const message = expectCode("ERR_X509_KEY_USAGE", () =>
      assertRecordingCertificate(certificate, NOW),
    )
    expect(message).toContain("digitalSignature")
  })

  it("must not be a CA certificate of somebody else, or a self-signed one that may only sign", () => {
    const root = drawCa("Root", { key: rsaKey(2) })
    const intermediate = drawCa("Inter", { key: rsaKey(1), issuer: root })
    for (const { certificate } of [root, intermediate]) {
      expectCode("ERR_X509_CA_CERTIFICATE", () => assertRecordingCertificate(certificate, NOW))
    }
  })

  it("must not have a critical extension that is unknown here", () => {
    const extensions = [{ oid: "1.2.3.4", isCritical: true, value: encodeNull() }]
    const { certificate } = drawRecording("r", { extensions })
    const message = expectCode("ERR_X509_CRITICAL_EXTENSION", () =>
      assertRecordingCertificate(certificate, NOW),
    )
    expect(message).toContain("1.2.3.4")
  })

  it.each([
    ["zero", encodeInteger(0)],
    ["negative", encodeInteger(-128)],
    ["longer than 20 octets", encodeInteger(2n ** 168n)],
  ])("must not have a serial number that is %s", (_, serialNumber) => {
    const certificate = parseCertificate(rebuild(good.certificate, TBS.serialNumber, serialNumber))
    expectCode("ERR_X509_SERIAL_NUMBER_INVALID", () => assertRecordingCertificate(certificate, NOW))
  })

  it("must not be signed with SHA-1", () => {
    const { certificate } = drawRecording("r", { issuer: drawCa("c"), hash: "sha1" })
    expectCode("ERR_X509_WEAK_SIGNATURE", () => assertRecordingCertificate(certificate, NOW))
  })

  it("is judged by the time that is given, to the second, and by no other", () => {
    const { certificate } = drawRecording("r", { fromDays: 10, toDays: 20 })
    const at = (days: number, ms = 0) => new Date(daysFromNow(days).getTime() + ms)
    expectCode("ERR_X509_CERTIFICATE_NOT_YET_VALID", () =>
      assertRecordingCertificate(certificate, at(10, -1)),
    )
    assertRecordingCertificate(certificate, at(10))
    assertRecordingCertificate(certificate, at(20))
    expectCode("ERR_X509_CERTIFICATE_EXPIRED", () =>
      assertRecordingCertificate(certificate, at(20, 1)),
    )
  })

  it("must not end before it begins", () => {
    const { certificate } = drawRecording("r", { fromDays: 20, toDays: 10 })
    expectCode("ERR_X509_VALIDITY_INVALID", () =>
      assertRecordingCertificate(certificate, daysFromNow(15)),
    )
  })

  it("with several faults names all of them", () => {
    const { certificate } = drawRecording("r", {
      toDays: -1,
      hash: "sha1",
      extensions: withKeyUsage(7, 0x80),
    })
    expect(recordingCertificateFindings(certificate, NOW).map(({ code }) => code)).toEqual([
      "ERR_X509_KEY_USAGE",
      "ERR_X509_WEAK_SIGNATURE",
      "ERR_X509_CERTIFICATE_EXPIRED",
    ])
  })
})

function selfSignedCa() {
  return issueCertificate({
    role: "ca",
    subject: { commonName: "Self" },
    issuer: "self",
    privateKey: rsaKey(1).privateKey,
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(1),
    extensions: [{ oid: "2.5.29.15", isCritical: true, value: null }],
  })
}

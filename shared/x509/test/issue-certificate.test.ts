import { X509Certificate } from "node:crypto"
import {
  createCertificateRequest,
  generateKeyPair,
  issueCertificate,
  readPemBlocks,
} from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { daysFromNow, drawCa, drawRecording } from "./draw.ts"
import { expectCode } from "./expect-code.ts"
import { ecKey, rsaKey } from "./keys.ts"
import { opensslFolder, requireOpenssl, type OpensslFolder } from "./openssl.ts"

const subject = {
  commonName: "Interaction Recording",
  organization: "Monster & Sons, Inc.",
  organizationUnit: "Robot Repairs",
  locality: "Pleasant Hill",
  state: "California",
  country: "US",
}

describe("issueCertificate", () => {
  it("issues what node:crypto verifies, with the issuer's name byte for byte", () => {
    const ca = drawCa("Root", { subject: { organization: "Łódź" } })
    const { certificate } = drawRecording("Recording", { issuer: ca })
    expect(certificate.issuer.der).toEqual(ca.certificate.subject.der)
    const other = new X509Certificate(certificate.pem)
    expect(other.verify(ca.key.publicKey)).toBe(true)
    expect(other.checkIssued(new X509Certificate(ca.pem))).toBe(true)
  })

  it("draws a positive serial number of 16 octets when none is given", () => {
    const serialNumbers = Array.from({ length: 20 }, () => drawCa("x").certificate.serialNumber)
    expect(new Set(serialNumbers).size).toBe(20)
    for (const one of serialNumbers) expect(one).toMatch(/^[4-7][0-9A-F]{31}$/)
  })

  it.each([
    ["1", "01"],
    ["0001", "01"],
    ["2a01", "2A01"],
    ["80", "80"],
  ])("takes the serial number %s as %s", (given, read) => {
    expect(drawCa("x", { serialNumber: given }).certificate.serialNumber).toBe(read)
  })

  it("writes dates beyond 2049", () => {
    const { certificate } = drawCa("x", { toDays: 40 * 365 })
    expect(certificate.notAfter).toEqual(daysFromNow(40 * 365))
  })

  it.each([
    ["a serial number that is no number", () => drawCa("x", { serialNumber: "xyz" })],
    ["a serial number of zero", () => drawCa("x", { serialNumber: "00" })],
    ["a country of three letters", () => drawCa("x", { subject: { country: "USA" } })],
    ["an empty name", () => drawCa("")],
    ["a name of 65 characters", () => drawCa("x".repeat(65))],
    ["a name with a NUL", () => drawCa("a\0b")],
    ["an e-mail without @", () => drawCa("x", { subject: { email: "nobody" } })],
  ])("refuses %s", (_, draw) => {
    expectCode("ERR_X509_ISSUE_INVALID", draw)
  })

  it("refuses to sign with a key that signs no certificate here", async () => {
    const { generateKeyPairSync } = await import("node:crypto")
    const { privateKey } = generateKeyPairSync("ed25519")
    expectCode("ERR_X509_ISSUE_INVALID", () =>
      issueCertificate({
        issuer: "self",
        privateKey,
        role: "ca",
        subject,
        notBefore: daysFromNow(0),
        notAfter: daysFromNow(1),
      }),
    )
  })

  it("makes RSA key pairs off the event loop, in PKCS #8", async () => {
    const pair = await generateKeyPair(2048)
    expect(pair.publicKey.asymmetricKeyDetails).toMatchObject({
      modulusLength: 2048,
      publicExponent: 65_537n,
    })
    expect(readPemBlocks(pair.privateKeyPem)).toMatchObject([{ label: "PRIVATE KEY" }])
  })
})

describe.runIf(requireOpenssl("issued certificates and requests"))("seen by OpenSSL", () => {
  let folder: OpensslFolder
  beforeAll(() => {
    folder = opensslFolder()
  })
  afterAll(() => folder.remove())

  it("a request verifies and carries the six DN fields of the guide", () => {
    const { requestPem, privateKeyPem } = createCertificateRequest({
      subject,
      privateKey: rsaKey(1).privateKey,
    })
    folder.file("cert.req", requestPem)
    const text = folder.run(
      "req",
      "-in",
      "cert.req",
      "-verify",
      "-noout",
      "-subject",
      "-nameopt",
      "RFC2253",
    )
    expect(text).toContain(
      "CN=Interaction Recording,OU=Robot Repairs,O=Monster & Sons\\, Inc.,L=Pleasant Hill,ST=California,C=US",
    )
    folder.file("private_key.pem", privateKeyPem)
    expect(folder.run("rsa", "-in", "private_key.pem", "-check", "-noout")).toContain("RSA key ok")
  })

  it("an EC issuer's signature has no NULL parameters", () => {
    const ca = drawCa("Root", { key: ecKey(1) })
    folder.file("leaf.pem", drawRecording("R", { issuer: ca }).pem)
    const dump = folder.run("asn1parse", "-in", "leaf.pem")
    const lines = dump.split("\n")
    const at = lines.findIndex((text) => text.includes("ecdsa-with-SHA256"))
    expect(lines[at + 1]).toContain("SEQUENCE")
  })
})

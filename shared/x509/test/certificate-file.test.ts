import { createCertificateRequest, encodePem, parseCertificate } from "@gir/x509"
import { beforeAll, describe, expect, it } from "vitest"
import { drawRecording, type Drawn } from "./draw.ts"
import { expectCode } from "./expect-code.ts"

let drawn: Drawn

beforeAll(() => {
  drawn = drawRecording("Cert1 User")
})

describe("a certificate file", () => {
  it.each([
    ["text around the certificate", (pem: string) => `Certificate:\n  Data:\n${pem}\nbye`],
    ["CRLF", (pem: string) => pem.replaceAll("\n", "\r\n")],
    ["a byte order mark", (pem: string) => `\uFEFF${pem}`],
    ["no last line end", (pem: string) => pem.trimEnd()],
    ["bytes instead of text", (pem: string) => Buffer.from(pem)],
  ])("may have %s", (_, write) => {
    expect(parseCertificate(write(drawn.pem)).sha256).toBe(drawn.certificate.sha256)
  })

  it("is read from DER bytes too", () => {
    expect(parseCertificate(drawn.certificate.der).pem).toBe(drawn.pem)
  })

  it("that is empty or plain text is no PEM", () => {
    expect(expectCode("ERR_X509_NOT_PEM", () => parseCertificate("\n"))).toContain("empty")
    expectCode("ERR_X509_NOT_PEM", () => parseCertificate("hello"))
  })

  it("without its BEGIN and END lines is told so", () => {
    const body = Buffer.from(drawn.certificate.der).toString("base64")
    const message = expectCode("ERR_X509_NOT_PEM", () => parseCertificate(body))
    expect(message).toContain("BEGIN and END lines are missing")
  })

  it("saved as UTF-16 is no plain text", () => {
    const text = Buffer.from(drawn.pem, "utf16le").toString("utf8")
    expect(expectCode("ERR_X509_NOT_PEM", () => parseCertificate(text))).toContain("plain text")
  })

  it.each(["utf8", "latin1"] as const)("in DER, read as %s, is recognised", (encoding) => {
    const text = Buffer.from(drawn.certificate.der).toString(encoding)
    expectCode("ERR_X509_DER_NOT_PEM", () => parseCertificate(text))
  })

  it("with a private key in it is refused, also beside the certificate", () => {
    const keyPem = drawn.key.privateKey.export({ format: "pem", type: "pkcs8" }).toString()
    const code = "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE"
    const message = expectCode(code, () => parseCertificate(keyPem))
    expect(message).not.toContain(keyPem.slice(40, 60))
    expectCode(code, () => parseCertificate(drawn.pem + keyPem))
  })

  it("that is a request is refused as one", () => {
    const { requestPem } = createCertificateRequest({
      subject: { commonName: "x" },
      privateKey: drawn.key.privateKey,
    })
    expectCode("ERR_X509_REQUEST_NOT_CERTIFICATE", () => parseCertificate(requestPem))
  })

  it("that is a PKCS #7 bag is refused as one", () => {
    const text = encodePem("PKCS7", drawn.certificate.der)
    expectCode("ERR_X509_PKCS7_NOT_CERTIFICATE", () => parseCertificate(text))
  })

  it("with another kind of block is refused", () => {
    const text = encodePem("TRUSTED CERTIFICATE", drawn.certificate.der)
    expectCode("ERR_X509_NOT_A_CERTIFICATE", () => parseCertificate(text))
  })

  it("with two certificates is refused, and the second one's line is named", () => {
    const text = drawn.pem + drawRecording("Cert2 User").pem
    expect(expectCode("ERR_X509_SEVERAL_CERTIFICATES", () => parseCertificate(text))).toMatch(
      /line \d+/,
    )
  })

  it("larger than 64 KiB is refused before it is read", () => {
    expectCode("ERR_X509_FILE_TOO_LARGE", () => parseCertificate(drawn.pem + " ".repeat(65_536)))
  })
})

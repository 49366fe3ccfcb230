import { encodePem, encodeCaBundle, orderBundle, parseCaBundle } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawCa, drawRecording } from "./draw.ts"
import { expectCode } from "./expect-code.ts"

const root = drawCa("Root")
const inter1 = drawCa("Inter 1", { issuer: root })
const inter2 = drawCa("Inter 2", { issuer: inter1 })
const inter3 = drawCa("Inter 3", { issuer: inter2 })

/** Seed: "cat crt_inter3.pem crt_inter2.pem crt_inter1.pem root_ca.pem > ca.pem". */
const chain = [inter3, inter2, inter1, root]
const cat = (...drawn: readonly { pem: string }[]): string => drawn.map(({ pem }) => pem).join("")
const good = cat(...chain)

describe("a CA file", () => {
  it("as the guide makes it is read without a notice", () => {
    const { certificates, notices } = parseCaBundle(good)
    expect(certificates.map(({ sha256 }) => sha256)).toEqual(
      chain.map((one) => one.certificate.sha256),
    )
    expect(notices).toEqual([])
  })

  it.each([
    ["the root before its intermediate", cat(root, inter1)],
    ["intermediates from the root downwards", cat(inter1, inter2, inter3, root)],
    ["the root in the middle", cat(inter2, root, inter1)],
  ])("in another order is refused or noticed: %s", (_, text) => {
    expect(expectCode("ERR_X509_BUNDLE_ORDER", () => parseCaBundle(text))).toMatch(/certificate \d/)
    const { certificates, notices } = parseCaBundle(text, { order: "warn" })
    expect(notices).toHaveLength(1)
    expect(parseCaBundle(encodeCaBundle(orderBundle(certificates))).notices).toEqual([])
  })

  it("with cross-signed intermediates has an order when each stands before one of its issuers", () => {
    const oldRoot = drawCa("Old Root")
    const cross = drawCa("Inter 1", { issuer: oldRoot })
    const { notices } = parseCaBundle(cat(inter2, inter1, cross, root, oldRoot))
    expect(notices).toEqual(["two certificates of CN=Inter 1 are on the same key"])
  })

  it("of CAs that signed each other is put in some order and read", () => {
    const a = drawCa("A", { issuer: drawCa("B") })
    const b = drawCa("B", { issuer: drawCa("A") })
    const ordered = orderBundle([a.certificate, b.certificate, root.certificate])
    expect(ordered.at(-1)).toBe(root.certificate)
    expect(ordered).toHaveLength(3)
  })

  it("with text around the certificates is cleaned, and says where", () => {
    const text = `Certificate:\n    Data:\n${good}\nsome words\n`
    const { certificates, notices } = parseCaBundle(text)
    expect(notices).toEqual(["3 lines outside the certificates are left out, the first is line 1"])
    expect(encodeCaBundle(certificates)).toBe(good)
  })

  it("with CRLF and a byte order mark is read, and says so", () => {
    const { certificates, notices } = parseCaBundle(`\uFEFF${good.replaceAll("\n", "\r\n")}`)
    expect(notices.join()).toMatch(/byte order mark.*CRLF/)
    expect(encodeCaBundle(certificates)).toBe(good)
  })

  it("whose parts were glued together is refused with the line", () => {
    const text = inter1.pem.trimEnd() + root.pem
    expect(expectCode("ERR_X509_PEM_GLUED", () => parseCaBundle(text))).toMatch(/^line \d+/)
  })

  it("with the same certificate twice keeps it once, and says so", () => {
    const { certificates, notices } = parseCaBundle(cat(inter1, inter1, root))
    expect(certificates).toHaveLength(2)
    expect(notices).toEqual([expect.stringMatching(/line \d+: the certificate of line 1 again/)])
  })

  it("with a private key inside is refused", () => {
    const key = root.key.privateKey.export({ format: "pem", type: "pkcs8" }).toString()
    const message = expectCode("ERR_X509_BUNDLE_PRIVATE_KEY", () => parseCaBundle(good + key))
    expect(message).not.toContain(key.split("\n")[1])
  })

  it("without a root is read, and says that it holds none", () => {
    expect(parseCaBundle(inter1.pem).notices).toEqual(["the CA file holds no self-signed root"])
  })

  it("may be the self-signed recording certificate itself", () => {
    const { certificates, notices } = parseCaBundle(drawRecording("Self").pem)
    expect([certificates.length, notices]).toEqual([1, []])
  })

  it.each([
    ["ERR_X509_BUNDLE_EMPTY", "nothing", ""],
    ["ERR_X509_BUNDLE_EMPTY", "only text", "no certificate here\n"],
    ["ERR_X509_DER_NOT_PEM", "DER", Buffer.from(root.certificate.der).toString("latin1")],
    [
      "ERR_X509_REQUEST_NOT_CERTIFICATE",
      "a request",
      encodePem("CERTIFICATE REQUEST", Uint8Array.of(1)),
    ],
    ["ERR_X509_PKCS7_NOT_CERTIFICATE", "a PKCS #7 bag", encodePem("PKCS7", Uint8Array.of(1))],
    ["ERR_X509_BUNDLE_TOO_LARGE", "more than 1 MiB", " ".repeat(1_048_577)],
    ["ERR_X509_BUNDLE_TOO_LARGE", "more than 512 certificates", root.pem.repeat(513)],
    ["ERR_X509_PEM_MALFORMED", "a cut certificate", good.slice(0, -60)],
  ] as const)("answers %s for %s", (code, _, text) => {
    expectCode(code, () => parseCaBundle(text))
  })

  it("with a broken certificate names its line", () => {
    const text = root.pem + encodePem("CERTIFICATE", Uint8Array.of(0x30, 0))
    const message = expectCode("ERR_X509_CERTIFICATE_MALFORMED", () => parseCaBundle(text))
    const line = root.pem.split("\n").length
    expect(message).toContain(`line ${line}: `)
  })
})

import { validateChain, type ExtensionInput } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawCa, drawRecording, NOW, type Drawn } from "./draw.ts"
import {
  address,
  altNames,
  directory,
  host,
  mailbox,
  nameConstraints,
  otherName,
  uri,
} from "./extensions.ts"
import { ecKey } from "./keys.ts"

const O = "2.5.4.10"
const CN = "2.5.4.3"
const acme = { organization: "Acme" }

/** root (constrained) -> recording with these alternative names. */
function isTrusted(constraint: ExtensionInput, ...names: readonly Uint8Array[]): boolean {
  const root = drawCa("Root", { extensions: [constraint] })
  const extensions = names.length === 0 ? [] : [altNames(...names)]
  return judge(drawRecording("Recording", { issuer: root, subject: acme, extensions }), root)
}

function judge(leaf: Drawn, ...ca: readonly Drawn[]): boolean {
  const caCertificates = ca.map(({ certificate }) => certificate)
  const result = validateChain({ certificate: leaf.certificate, caCertificates, at: NOW })
  if (!result.isTrusted) expect(result.code).toBe("ERR_X509_CHAIN_NAME_CONSTRAINTS")
  return result.isTrusted
}

describe("permitted subtrees", () => {
  it.each([
    ["the organization", directory([O, "Acme"]), true],
    ["the organization in other letters", directory([O, "ACME"]), true],
    ["another organization", directory([O, "Other"]), false],
    ["the whole name", directory([O, "Acme"], [CN, "Recording"]), true],
    ["a longer name", directory([O, "Acme"], [CN, "Recording"], [CN, "x"]), false],
  ])("of directory names bear on the subject: %s", (_, base, expected) => {
    expect(isTrusted(nameConstraints({ permitted: [base] }))).toBe(expected)
  })

  it.each([
    [mailbox("a@x.example"), mailbox("a@x.example"), true],
    [mailbox("a@x.example"), mailbox("A@x.example"), false],
    [mailbox("x.example"), mailbox("a@X.EXAMPLE"), true],
    [mailbox("x.example"), mailbox("a@sub.x.example"), false],
    [mailbox(".x.example"), mailbox("a@sub.x.example"), true],
    [mailbox(".x.example"), mailbox("a@x.example"), false],
    [mailbox("x.example"), mailbox("no mailbox"), false],
    [host("x.example"), host("x.example"), true],
    [host("x.example"), host("sub.x.example"), true],
    [host("x.example"), host("notx.example"), false],
    [uri(".x.example"), uri("https://rcs.x.example:8008/rcs"), true],
    [uri(".x.example"), uri("https://user@rcs.x.example"), true],
    [uri("x.example"), uri("https://rcs.x.example"), false],
    [uri("x.example"), uri("https://192.0.2.1/"), false],
    [uri("x.example"), uri("urn:no-host"), false],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(10, 1, 2, 3), true],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(11, 1, 2, 3), false],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(...Array.from({ length: 16 }, () => 0)), false],
    [address(10, 0, 0, 0, 255, 0, 0, 0), address(10, 1, 2), false],
  ])("%# of alternative names", (base, name, expected) => {
    expect(isTrusted(nameConstraints({ permitted: [base] }), name)).toBe(expected)
  })

  it("of one kind do not bear on names of another", () => {
    expect(isTrusted(nameConstraints({ permitted: [host("x.example")] }), mailbox("a@y"))).toBe(
      true,
    )
  })

  it("all bear: one name inside and one outside is outside", () => {
    const constraint = nameConstraints({ permitted: [host("x.example")] })
    expect(isTrusted(constraint, host("x.example"), host("y.example"))).toBe(false)
  })

  it("bear on the e-mail in the subject too", () => {
    const root = drawCa("Root", {
      extensions: [nameConstraints({ permitted: [mailbox("x.example")] })],
    })
    const recording = (email: string) => drawRecording("R", { issuer: root, subject: { email } })
    expect(judge(recording("a@x.example"), root)).toBe(true)
    expect(judge(recording("a@y.example"), root)).toBe(false)
  })
})

describe("excluded subtrees", () => {
  it("win over permitted ones", () => {
    const constraint = nameConstraints({
      permitted: [host("x.example")],
      excluded: [host("y.x.example")],
    })
    expect(isTrusted(constraint, host("a.x.example"))).toBe(true)
    expect(isTrusted(constraint, host("a.y.x.example"))).toBe(false)
  })

  it("also catch a name that cannot be read", () => {
    expect(isTrusted(nameConstraints({ excluded: [mailbox("x.example")] }), mailbox("@"))).toBe(
      false,
    )
  })

  it("of a kind that is not understood refuse only names of that kind", () => {
    const constraint = nameConstraints({ excluded: [otherName()] })
    expect(isTrusted(constraint, otherName())).toBe(false)
    expect(isTrusted(constraint, host("x.example"))).toBe(true)
  })
})

describe("name constraints in a chain", () => {
  const constraint = nameConstraints({ permitted: [directory([O, "Acme"])] })

  it("bear on every certificate below, not on the one that has them", () => {
    const root = drawCa("Root")
    const inter = drawCa("Inter", { issuer: root, extensions: [constraint] })
    const inside = drawCa("Inner", { issuer: inter, subject: acme })
    const outside = drawCa("Inner", { issuer: inter })
    const leaf = (issuer: Drawn) => drawRecording("R", { issuer, subject: acme })
    expect(judge(leaf(inside), inside, inter, root)).toBe(true)
    expect(judge(leaf(outside), outside, inter, root)).toBe(false)
  })

  it("leave a self-issued CA certificate alone, and never the last certificate", () => {
    const root = drawCa("Root", { key: ecKey(1), extensions: [constraint] })
    const rolled = drawCa("Root", { key: ecKey(2), issuer: root })
    expect(judge(drawRecording("R", { issuer: rolled, subject: acme }), rolled, root)).toBe(true)
    expect(judge(drawRecording("R", { issuer: rolled }), rolled, root)).toBe(false)
  })

  it("with a million comparisons are stopped", () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => host(`h${at}.example`))
    const root = drawCa("Root", { extensions: [nameConstraints({ excluded: many(1_000) })] })
    const leaf = drawRecording("R", { issuer: root, extensions: [altNames(...many(1_000))] })
    const options = { certificate: leaf.certificate, caCertificates: [root.certificate], at: NOW }
    expect(validateChain(options)).toMatchObject({ code: "ERR_X509_CHAIN_WORK_LIMIT" })
  })
})

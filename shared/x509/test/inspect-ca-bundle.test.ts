import { distinctEntries, encodePem, inspectCaBundle, orderBundle } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { dice } from "./dice.ts"
import { drawCa, drawRecording } from "./draw.ts"
import { rsaKey } from "./keys.ts"

const root = drawCa("Root")
const inter = drawCa("Inter", { issuer: root })
const near = drawCa("Near", { issuer: inter })
const file = near.pem + inter.pem + root.pem
const keyPem = rsaKey(1).privateKey.export({ format: "pem", type: "pkcs8" }).toString()

function told(text: string): readonly string[] {
  return inspectCaBundle(text).findings.map(({ code, isWarning, line }) => {
    const name = code.replace("ERR_X509_", "")
    return `${isWarning ? "warning" : "error"} ${name}${line === null ? "" : ` ${line}`}`
  })
}

describe("inspectCaBundle", () => {
  const lines = near.pem.split("\n").length - 1

  it("has nothing to say about the guide's file", () => {
    const { entries, findings } = inspectCaBundle(file)
    expect(findings).toEqual([])
    expect(entries.map(({ certificate }) => certificate.subject.commonName)).toEqual([
      "Near",
      "Inter",
      "Root",
    ])
  })

  it.each([
    ["CRLF", file.replaceAll("\n", "\r\n"), ["warning BUNDLE_LINE_ENDS 1"]],
    ["a byte order mark", `\uFEFF${file}`, ["warning BUNDLE_EXTRA_TEXT 1"]],
    ["text", `\nhello\n${file}`, ["warning BUNDLE_EXTRA_TEXT 2"]],
    ["the order turned round", root.pem + inter.pem + near.pem, ["error BUNDLE_ORDER"]],
    ["one certificate twice", near.pem + file, [`warning BUNDLE_DUPLICATE ${lines + 1}`]],
    ["no root", near.pem + inter.pem, ["warning BUNDLE_NO_ROOT"]],
    ["glued blocks", near.pem.trimEnd() + inter.pem + root.pem, [`error PEM_GLUED ${lines}`]],
    [
      "a block cut at its end",
      file.slice(0, -30),
      [/error PEM_MALFORMED/, /warning BUNDLE_EXTRA_TEXT/, /NO_ROOT/],
    ],
    ["a private key", keyPem + file, ["error BUNDLE_PRIVATE_KEY 1"]],
    ["nothing", "", ["error BUNDLE_EMPTY"]],
    [
      "a block without line ends",
      near.pem.replaceAll("\n", ""),
      [/error PEM_MALFORMED 1/, /NO_ROOT/],
    ],
    [
      "no base64",
      encodePem("CERTIFICATE", near.certificate.der).replace("MI", "M!") + file,
      ["error PEM_MALFORMED 1"],
    ],
    [
      "a recording certificate",
      drawRecording("R", { issuer: near }).pem + file,
      ["warning BUNDLE_NOT_CA 1"],
    ],
    [
      "a CA on one key twice",
      drawCa("Near", { issuer: inter, toDays: 9 }).pem + file,
      [/warning DUPLICATE_ISSUER/],
    ],
  ])("tells of %s, by line", (_, text, expected) => {
    const actual = told(text)
    expect(actual).toHaveLength(expected.length)
    for (const [at, one] of expected.entries()) {
      expect(actual[at]).toEqual(typeof one === "string" ? one : expect.stringMatching(one))
    }
  })

  it("tells of several faults at once", () => {
    const text = `CA\r\n${(root.pem + near.pem + near.pem).replaceAll("\n", "\r\n")}${keyPem}`
    expect(told(text).map((one) => one.split(" ")[1])).toEqual([
      "BUNDLE_PRIVATE_KEY",
      "BUNDLE_LINE_ENDS",
      "BUNDLE_EXTRA_TEXT",
      "BUNDLE_DUPLICATE",
      "BUNDLE_ORDER",
    ])
  })

  it("reads each certificate of a shuffled, dirtied file, and gives back the guide's order", () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const roll = dice(seed)
      const blocks = roll.shuffle([near.pem, inter.pem, root.pem, near.pem, root.pem])
      const text = blocks
        .map((pem) => (roll.chance(30) ? pem.trimEnd() : pem))
        .join(roll.chance(50) ? "" : "\ntext\n")
      const dirty = roll.chance(50) ? text.replaceAll("\n", "\r\n") : text
      const entries = distinctEntries(inspectCaBundle(dirty).entries)
      const ordered = orderBundle(entries.map(({ certificate }) => certificate))
      const pems = ordered.map(({ pem }) => pem).join("")
      expect(pems, `seed ${seed}`).toBe(file)
    }
  })

  it("is quick about a file made to be slow", () => {
    const started = performance.now()
    const begin = "-----BEGIN CERTIFICATE-----"
    inspectCaBundle(begin.repeat(38_000))
    inspectCaBundle(`${begin}-----END CERTIFICATE-----`.repeat(19_000))
    inspectCaBundle(`${begin}\n`.repeat(37_000))
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it("tells its codes apart", () => {
    const recording = drawRecording("R", { issuer: near }).pem
    const renewed = drawCa("Near", { issuer: inter, toDays: 9 }).pem
    const codes = inspectCaBundle(recording + renewed + file).findings.map(({ code }) => code)
    expect(codes).toContain("ERR_X509_BUNDLE_NOT_CA")
    expect(codes).toContain("ERR_X509_DUPLICATE_ISSUER")
  })
})

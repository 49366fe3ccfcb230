import { encodePem, readPemBlocks } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { expectCode } from "./expect-code.ts"

const DER = Uint8Array.from({ length: 100 }, (_, at) => at)
const PEM = encodePem("CERTIFICATE", DER)

describe("PEM", () => {
  it("writes 64 characters a line, Unix line ends, and reads them back", () => {
    const lines = PEM.split("\n")
    expect(lines[0]).toBe("-----BEGIN CERTIFICATE-----")
    expect(lines.slice(1, 3).map((line) => line.length)).toEqual([64, 64])
    expect(lines.slice(-2)).toEqual(["-----END CERTIFICATE-----", ""])
    expect(readPemBlocks(PEM)).toEqual([
      { label: "CERTIFICATE", der: DER, line: 1, headers: new Map() },
    ])
  })

  it.each([
    ["text around the block", `subject=CN = x\n\n${PEM}\nthe end`, 3],
    ["CRLF", PEM.replaceAll("\n", "\r\n"), 1],
    ["a byte order mark", `\uFEFF${PEM}`, 1],
    ["no last line end", PEM.trimEnd(), 1],
    ["spaces at line ends", PEM.replaceAll("\n", "  \n"), 1],
    ["a marker that is only spoken of", `see the -----BEGIN CERTIFICATE----- below\n${PEM}`, 2],
  ])("reads through %s", (_, text, line) => {
    expect(readPemBlocks(text)).toMatchObject([{ der: DER, line }])
  })

  it("keeps the headers of a traditional key apart from its base64", () => {
    const text = PEM.replace("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n")
    const [block] = readPemBlocks(text)
    expect(block?.headers.get("DEK-Info")).toBe("AES-128-CBC,00")
    expect(block?.der).toEqual(DER)
  })

  it("answers nothing for a text without a marker", () => {
    expect(readPemBlocks("hello\n")).toEqual([])
  })

  it("names the line on which two blocks are glued together", () => {
    const message = expectCode("ERR_X509_PEM_GLUED", () => readPemBlocks(PEM.trimEnd() + PEM))
    expect(message).toContain("line 5")
  })

  it.each([
    ["a character that is no base64", PEM.replace("AAEC", "AA*C"), "line 2"],
    ["a lost character", PEM.replace("AAEC", "AEC"), "line 2"],
    ["padding in the middle", PEM.replace("AAEC", "AA=="), "line 2"],
    ["a lost END line", PEM.split("\n").slice(0, 3).join("\n"), "no END"],
    ["another END label", PEM.replace("END CERTIFICATE", "END PRIVATE KEY"), "closes"],
    ["an END line without BEGIN", PEM.split("\n").slice(1).join("\n"), "line 4"],
    ["a BEGIN inside a block", PEM.replace("AAEC", "-----BEGIN X-----\nAAEC"), "line 2"],
    ["an indented marker", PEM.replace("-----BEGIN", "  -----BEGIN"), "indented"],
    ["lost line ends", PEM.replaceAll("\n", " "), "line ends"],
    ["an empty block", encodePem("CERTIFICATE", new Uint8Array(0)), "empty"],
  ])("refuses %s", (_, text, hint) => {
    expect(expectCode("ERR_X509_PEM_MALFORMED", () => readPemBlocks(text))).toContain(hint)
  })
})

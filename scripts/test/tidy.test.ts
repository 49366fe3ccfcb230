import { describe, expect, it } from "vitest"
import { findings } from "../tidy.ts"

/** A checkout that exists only in memory: path to text. */
function messages(files: Record<string, string>): string[] {
  const paths = Object.keys(files)
  const found = findings({
    files: paths,
    read: (file) => files[file] ?? "",
    exists: (path) => paths.some((file) => file === path || file.startsWith(`${path}/`)),
  })
  return found.map((finding) => `${finding.file}: ${finding.message}`)
}

describe("tidy", () => {
  it("is content with an orderly tree", () => {
    expect(
      messages({
        "README.md": "# One\n\n```\n# not a title\n```\n[x](shared/a/README.md)",
        "shared/a/package.json": "{}",
        "shared/a/README.md": "# a",
      }),
    ).toEqual([])
  })

  it("wants exactly one title per page", () => {
    expect(messages({ "README.md": "# One\n# Two" })).toEqual(["README.md: has 2 titles, not one"])
  })

  it("wants a README in every package", () => {
    expect(messages({ "services/mcp/package.json": "{}" })).toEqual([
      "services/mcp/README.md: is missing: say what the package is, in one page",
    ])
  })

  it("follows links", () => {
    expect(messages({ "README.md": "# One\n[gone](shared/gone.ts)" })).toEqual([
      "README.md: links to shared/gone.ts, which does not exist",
    ])
  })

  it("wants every error code thrown and tested, and takes no prefix for it", () => {
    const codes = "export const C = defineCodes({\n  ERR_A_KEY: {},\n})"
    expect(
      messages({
        "shared/errors/src/codes/a.ts": codes,
        "shared/a/src/index.ts": "throw new GirError('ERR_A_KEY_MISMATCH')",
        "shared/a/test/a.test.ts": "expect('ERR_A_KEY')",
      }),
    ).toEqual(["shared/errors/src/codes/a.ts: ERR_A_KEY is thrown nowhere: remove it"])
  })

  it("wants the paths of the seed map to exist", () => {
    expect(messages({ "test/seed/seed-map.ts": `{ room: "shared/gone" }` })).toEqual([
      "test/seed/seed-map.ts: names shared/gone, which does not exist",
    ])
  })

  it("finds a test that was switched off", () => {
    const source = ["it", "skip('later')"].join(".")
    expect(messages({ "shared/a/test/a.test.ts": source })).toEqual([
      "shared/a/test/a.test.ts: switches a check or a test off",
    ])
  })
})

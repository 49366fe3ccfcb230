import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { drawFiles, NOW, writeDrawn, type DrawnContent, type DrawnFiles } from "./drawn-files.ts"
import { runCommand, type CommandRun } from "./run-command.ts"

const CASES = 200
/** A guard against a hang, not a measurement. */
const MAX_MS = 5_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-lint-"))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[], columns = 96): Promise<CommandRun> =>
  runCommand(args, { folder, now: NOW, columns })

interface LintDocument {
  readonly verdict: string
  readonly exitCode: number
  readonly counts: { readonly errors: number; readonly warnings: number; readonly held: number }
  readonly findings: readonly {
    readonly code: string | null
    readonly severity: string
    readonly rule: string
    readonly opensslVerify: string
    readonly mend: string | null
  }[]
  readonly errors: readonly { readonly code: string }[]
}

function documentOf(lint: CommandRun): LintDocument {
  return JSON.parse(lint.stdout) as LintDocument
}

function codesOf(document: LintDocument, severity: string): ReadonlySet<string | null> {
  return new Set(
    document.findings.filter((one) => one.severity === severity).map(({ code }) => code),
  )
}

/** @returns what a lint got wrong about drawn files; `null` when it told exactly what is so. */
async function faultOf(drawn: DrawnFiles): Promise<string | null> {
  const content = drawn.content()
  const args = [...(await writeDrawn(content, folder)), "--json"]
  const lint = await run(args)
  const document = documentOf(lint)
  const errors = codesOf(document, "error")
  const warnings = codesOf(document, "warning")
  const printed = lint.stdout + lint.stderr
  const isRight =
    isEqual(errors, drawn.errors) &&
    [...drawn.warnings].every((code) => warnings.has(code)) &&
    lint.exitCode === (drawn.errors.size === 0 ? 0 : 1) &&
    document.exitCode === lint.exitCode &&
    secretsOf(content).every((secret) => !printed.includes(secret)) &&
    !/ERR_INTERNAL|^ {4}at /m.test(printed) &&
    // The machine does other things too: only what is slow twice is slow.
    (lint.durationMs < MAX_MS || (await run(args)).durationMs < MAX_MS)
  return isRight ? null : `${drawn.name}: ${[...errors].join()} (${lint.durationMs} ms)`
}

/** Lines of the private key and its password: whatever is printed, these are not. */
function secretsOf({ key, password }: DrawnContent): readonly string[] {
  const lines = key.split("\n").filter((line) => line.length > 40)
  return password === null || password === "" ? lines : [...lines, password]
}

describe("gir certificate lint", () => {
  it(`tells exactly what is wrong with ${CASES} drawn sets of files`, async () => {
    // The first run loads the code.
    await run(["certificate", "lint", "nowhere.pem"])
    const wrong: string[] = []
    for (let seed = 1; seed <= CASES; seed += 1) {
      const fault = await faultOf(drawFiles(seed))
      if (fault !== null) wrong.push(fault)
    }
    expect(wrong).toEqual([])
  }, 120_000)

  it("says the same in its table as in its document", async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const drawn = drawFiles(seed)
      const args = await writeDrawn(drawn.content(), folder)
      const document = documentOf(await run([...args, "--json"]))
      for (const columns of [50, 96, 140]) {
        const { stdout, exitCode } = await run(args, columns)
        expect(exitCode).toBe(document.exitCode)
        const told = [...codesOf(document, "error"), ...codesOf(document, "warning")]
        for (const code of told) expect(stdout, drawn.name).toContain(code)
        expect(stdout).toContain(document.exitCode === 0 ? "Held: " : "Broken: ")
      }
    }
  })
})

function isEqual(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one))
}

describe("what a lint ends in", () => {
  const args = ["certificate", "lint", "cert.pem"]
  const seedOf = (find: (drawn: DrawnFiles) => boolean): DrawnFiles => {
    for (let seed = 1; ; seed += 1) {
      const drawn = drawFiles(seed)
      if (find(drawn)) return drawn
    }
  }

  it("exit code 0 with a warning, and 1 with --strict", async () => {
    const drawn = seedOf(
      ({ name, errors }) => name.includes(": expired; plain") && errors.size === 0,
    )
    await writeDrawn(drawn.content(), folder)
    expect((await run(args)).exitCode).toBe(0)
    expect((await run([...args, "--strict"])).exitCode).toBe(1)
  })

  it("an error when somebody asks for a time at which the certificate cannot be used", async () => {
    const sound = seedOf(({ name }) => name.includes(": sound; plain"))
    await writeDrawn(sound.content(), folder)
    expect((await run([...args, "--at", "2026-12-01"])).exitCode).toBe(0)
    for (const at of ["2036-01-01", "2020-01-01T00:00:00Z"]) {
      const lint = await run([...args, "--at", at, "--json"])
      expect(lint.exitCode).toBe(1)
      expect(documentOf(lint).errors.map(({ code }) => code)).toEqual([
        at.startsWith("2036")
          ? "ERR_X509_CERTIFICATE_EXPIRED"
          : "ERR_X509_CERTIFICATE_NOT_YET_VALID",
      ])
    }
  })

  it.each([
    [["certificate", "lint", "nowhere.pem"], "ERR_CLI_INPUT_UNREADABLE"],
    [["certificate", "lint", "."], "ERR_CLI_INPUT_UNREADABLE"],
    [["certificate", "lint", "cert.pem", "--at", "2026-02-30"], "ERR_CLI_USAGE"],
    [["certificate", "lint", "cert.pem", "--at", "soon"], "ERR_CLI_USAGE"],
    [["certificate", "lint"], "ERR_CLI_USAGE"],
  ])("exit code 2 for %j", async (line, code) => {
    const lint = await run(line)
    expect(lint).toMatchObject({ exitCode: 2, stdout: "" })
    expect(lint.stderr).toContain(`error[${code}]: `)
  })

  it("with what openssl says of the chain beside each finding that it judges too", async () => {
    const drawn = seedOf(({ name }) =>
      /sound; plain; its key; .*without the intermediate$/.test(name),
    )
    const lint = await run([...(await writeDrawn(drawn.content(), folder)), "--json"])
    const chain = documentOf(lint).findings.find(({ code }) => code?.includes("CHAIN") === true)
    expect(chain?.opensslVerify).toMatch(/^error 20 at depth 0: |^not checked$/)
  })

  it("with names that cannot steer a terminal", async () => {
    await writeFile(join(folder, "cert.pem"), "\u001B[31mred\u001B[0m")
    const lint = await run(args)
    expect(lint.exitCode).toBe(1)
    expect(lint.stdout).not.toContain("\u001B")
  })
})

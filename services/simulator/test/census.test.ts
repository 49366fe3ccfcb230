import { execFileSync } from "node:child_process"
import { mkdir, symlink, utimes } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openWorkbench, type Workbench } from "./envelope-workbench.ts"

let bench: Workbench

interface Census {
  readonly encrypted: number
  readonly clear: { readonly count: number }
  readonly unknown: { readonly count: number }
  readonly broken: { readonly count: number; readonly paths: readonly string[] }
  readonly cannotBeOpened: { readonly count: number; readonly paths: readonly string[] } | null
  readonly certificates: readonly {
    readonly serialNumber: string | null
    readonly subjectKeyIdentifier: string | null
    readonly files: number
    readonly onlyThis: number
    readonly alsoAnother: number
    readonly oldest: string
    readonly newest: string
  }[]
}

beforeAll(async () => {
  bench = await openWorkbench()
  await mkdir(join(bench.folder, "archive", "2026"), { recursive: true })
  await bench.write("clear", "a recording")
  const encrypt = async (out: string, options: string): Promise<void> => {
    const line = `envelope encrypt ${options} --in clear --out archive/${out}`
    expect((await bench.gir(line)).exitCode).toBe(0)
  }
  await encrypt("a1", "--cert A.pem")
  await encrypt("2026/a2", "--cert A.pem --profile modern")
  await encrypt("2026/ab", "--cert A.pem --cert B.pem")
  await encrypt("c", "--cert C.pem --recipient-id ski --outform pem")
  await utimes(join(bench.folder, "archive/a1"), 1_700_000_000, 1_700_000_000)
  await bench.write("archive/call.wav", "RIFF\0\0\0\0WAVEfmt ")
  await bench.write("archive/notes", "not a recording")
  await bench.write("archive/cut", (await bench.read("archive/a1")).subarray(0, 200))
  await symlink("..", join(bench.folder, "archive", "2026", "loop"))
})
afterAll(() => bench.remove())

async function census(options = ""): Promise<Census & { exitCode: number; code: string | null }> {
  const { out, exitCode, code } = await bench.gir(`census archive --json${options}`)
  return { ...(JSON.parse(out) as Census), exitCode, code }
}

describe("gir census", () => {
  it("counts what each certificate opens, alone and beside another", async () => {
    const { certificates, encrypted, exitCode } = await census()
    expect([encrypted, exitCode]).toEqual([4, 0])
    const { A, B } = bench.certificates
    expect(certificates.find((one) => one.serialNumber === A.serialNumber)).toMatchObject({
      files: 3,
      onlyThis: 2,
      alsoAnother: 1,
      oldest: new Date(1_700_000_000_000).toISOString(),
    })
    expect(certificates.find((one) => one.serialNumber === B.serialNumber)).toMatchObject({
      files: 1,
      onlyThis: 0,
      alsoAnother: 1,
    })
  })

  it("tells clear, broken and other files apart, and follows no link", async () => {
    const { clear, unknown, broken } = await census()
    expect([clear.count, unknown.count, broken.count]).toEqual([1, 1, 1])
    expect(broken.paths[0]).toContain("ERR_CMS_MALFORMED")
  })

  it.each([
    ["PBES2", []],
    ["3DES and RC2", ["-legacy"]],
  ])("says what a PKCS #12 keystore cannot open: %s", async (_name, extra) => {
    makeKeystore("A", "sécrèt", extra)
    await bench.write("password", "sécrèt\n")
    const result = await census(" --keystore a.p12 --password-file password")
    expect([result.exitCode, result.code]).toEqual([1, "ERR_CMS_NO_RECIPIENT"])
    expect(result.cannotBeOpened?.paths).toEqual([join(bench.folder, "archive", "c")])
  })

  it("knows a key identifier that the certificate names", async () => {
    makeKeystore("C", "secret")
    await bench.write("password", "secret")
    const { cannotBeOpened } = await census(" --keystore c.p12 --password-file password")
    expect(cannotBeOpened?.count).toBe(3)
  })

  it.each([
    ["a wrong password", "c.p12", "wrong"],
    ["what is no keystore", "A.pem", "secret"],
  ])("refuses %s", async (_name, keystore, password) => {
    makeKeystore("C", "secret")
    await bench.write("password", password)
    const line = `census archive --keystore ${keystore} --password-file password`
    expect(await bench.gir(line)).toMatchObject({
      exitCode: 2,
      code: "ERR_CLI_KEYSTORE_UNREADABLE",
    })
  })

  it("names a folder that is not there", async () => {
    expect(await bench.gir("census nowhere")).toMatchObject({
      exitCode: 2,
      code: "ERR_CLI_INPUT_UNREADABLE",
    })
  })
})

/** Another tool's keystore: what is read here was written by somebody else. */
function makeKeystore(pair: "A" | "C", password: string, extra: readonly string[] = []): void {
  const name = `${pair.toLowerCase()}.p12`
  const files = ["-inkey", `${pair}.key`, "-in", `${pair}.pem`, "-out", name]
  execFileSync("openssl", ["pkcs12", "-export", ...extra, ...files, "-passout", "env:GIR_TEST"], {
    cwd: bench.folder,
    env: { ...process.env, GIR_TEST: password },
  })
}

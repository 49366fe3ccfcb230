import { readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseCertificate } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { runGir, type GirRun } from "../harness/run-gir.ts"
import { openWorld, type World } from "../harness/world.ts"

const PASSWORD = "backup password of the tests"
const CALLS = 3

let live: LiveInstallation
let world: World
let certificateId: string
let privateKeyPem: string

beforeAll(async () => {
  live = await startLiveInstallation()
  world = await openWorld(live)
  const issued = await world.issue("Interaction Recording A")
  privateKeyPem = issued.privateKeyPem
  certificateId = parseCertificate(issued.certificatePem).sha256
  const administrator = await world.peers.logIn()
  await administrator.upload({ certificate: issued.certificatePem, privateKey: privateKeyPem })
  const ivrProfileDbid = await world.newProfile({ certificates: [issued.certificatePem] })
  for (let call = 0; call < CALLS; call += 1) await world.record({ ivrProfileDbid })
  await writeFile(join(live.folder, "password"), `${PASSWORD}\n`)
})
afterAll(async () => {
  await world.close()
  await live.remove()
})

const gir = (...args: readonly string[]): Promise<GirRun> => runGir(args, { folder: live.folder })
const BACKUP = ["keystore", "backup", "--out", "backup.p12", "--password-file", "password"]
const RESTORE = ["keystore", "restore", "--in", "backup.p12", "--password-file", "password"]

function documentOf(run: GirRun): Record<string, unknown> {
  return JSON.parse(run.stdout) as Record<string, unknown>
}

describe("gir keystore", () => {
  it("checks that every key opens what its certificate encrypts", async () => {
    const run = await gir("keystore", "check", "--json")
    expect(run.exitCode).toBe(0)
    expect(documentOf(run)).toMatchObject({ keyCount: 1, isSound: true, findings: [], errors: [] })
  })

  it("writes a backup for its owner's eyes only, and never over another file", async () => {
    const run = await gir(...BACKUP)
    expect(run.exitCode, run.stderr).toBe(0)
    const path = join(live.folder, "backup.p12")
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const before = await readFile(path)
    const again = await gir(...BACKUP)
    expect(again.exitCode).toBe(2)
    expect(again.stderr).toContain("error[ERR_CLI_FILE_EXISTS]: ")
    expect((await readFile(path)).equals(before)).toBe(true)
    const printed = run.stdout + run.stderr
    for (const line of privateKeyPem.split("\n").filter(({ length }) => length > 40)) {
      expect(before.includes(line)).toBe(false)
      expect(printed).not.toContain(line)
    }
  })

  it("counts what is lost without a key, and restores it so that every recording plays", async () => {
    const administrator = await world.peers.logIn()
    await administrator.deleteCertificate(`${certificateId}?confirmLoss=${CALLS}`)
    const lost = await gir("keystore", "census", "--json")
    expect(lost.exitCode).toBe(1)
    expect(documentOf(lost)).toMatchObject({ recordings: CALLS, unopenable: CALLS })
    expect((await gir("verify")).exitCode).toBe(1)

    const restored = await gir(...RESTORE, "--json")
    expect(restored.exitCode, restored.stderr).toBe(0)
    expect(documentOf(restored)).toMatchObject({ added: [certificateId], alreadyHeld: [] })
    const verified = await gir("verify", "--all")
    expect(verified.exitCode).toBe(0)
    expect(verified.stdout).toContain(`${CALLS} of ${CALLS} play`)
    const census = await gir("keystore", "census", "--json")
    expect(documentOf(census)).toMatchObject({ recordings: CALLS, unopenable: 0, exitCode: 0 })
  })

  it("brings everything back on a machine whose keystore is gone: new keystore, new password", async () => {
    await rm(join(live.folder, ".gir", "nodes", "rcs", "RCS"), { recursive: true })
    expect((await gir("restart", "rcs-1")).exitCode).toBe(0)
    expect(documentOf(await gir("keystore", "check", "--json"))).toMatchObject({ keyCount: 0 })
    expect((await gir("verify")).exitCode).toBe(1)

    const restored = await gir(...RESTORE, "--json")
    expect(restored.exitCode, restored.stderr).toBe(0)
    expect(documentOf(restored)).toMatchObject({ added: [certificateId] })
    expect((await gir("verify")).stdout).toContain(`${CALLS} of ${CALLS} play`)
  })

  it("refuses a backup under another password, and a file that is none", async () => {
    await writeFile(join(live.folder, "password"), "another password\n")
    const wrong = await gir(...RESTORE)
    expect(wrong.exitCode).toBe(2)
    expect(wrong.stderr).toContain("error[ERR_RCS_BACKUP_PASSWORD_WRONG]: ")
    await rm(join(live.folder, "backup.p12"))
    await writeFile(join(live.folder, "backup.p12"), "no backup")
    const none = await gir(...RESTORE)
    expect(none.exitCode).toBe(2)
    expect(none.stderr).toContain("error[ERR_RCS_BACKUP_UNREADABLE]: ")
  })

  it("says that nothing runs, where nothing runs", async () => {
    const run = await gir("keystore", "check", "--state", "elsewhere")
    expect(run.exitCode).toBe(3)
    expect(run.stderr).toContain("error[ERR_CLI_NOT_RUNNING]: ")
  })
})

import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseCertificate } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { runGir, type GirRun } from "../harness/run-gir.ts"
import { openWorld, type World } from "../harness/world.ts"

let live: LiveInstallation
let world: World
let dbid: number
let oldId: string
let newId: string
let before: string
const recorded: string[] = []

/** The profile as Configuration Server has it, to the byte. */
async function profileOptions(): Promise<string> {
  return JSON.stringify((await world.peers.configuration.profile(dbid)).options)
}

async function record(): Promise<string> {
  const { recordingId, call } = await world.record({ ivrProfileDbid: dbid })
  expect(call.status).toBe("done")
  recorded.push(recordingId)
  return recordingId
}

beforeAll(async () => {
  live = await startLiveInstallation()
  world = await openWorld(live)
  const [a, b] = [
    await world.issue("Interaction Recording A"),
    await world.issue("Interaction Recording B"),
  ]
  const administrator = await world.peers.logIn()
  await administrator.upload({ certificate: a.certificatePem, privateKey: a.privateKeyPem })
  dbid = await world.newProfile({ certificates: [a.certificatePem] })
  oldId = parseCertificate(a.certificatePem).sha256
  newId = parseCertificate(b.certificatePem).sha256
  before = await profileOptions()
  const files = {
    "ca.pem": live.ca.caBundlePem,
    "old.pem": a.certificatePem,
    "new.pem": b.certificatePem,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(live.folder, name), text)
  await writeFile(join(live.folder, "new.key"), b.privateKeyPem, { mode: 0o600 })
  const plan = "caBundle: ca.pem\noldCertificate: old.pem\nnewCertificate: new.pem\n"
  await writeFile(join(live.folder, "plan.yaml"), `${plan}newKey: new.key\n`)
  await writeFile(join(live.folder, "keyless.yaml"), plan)
  await record()
})
afterAll(async () => {
  await world.close()
  await live.remove()
})

const rotation = (...args: readonly string[]): Promise<GirRun> =>
  runGir(["rotation", ...args], { folder: live.folder })

async function held(...args: readonly string[]): Promise<string> {
  const run = await rotation(...args)
  expect(run.exitCode, run.stderr).toBe(0)
  return run.stdout
}

async function refused(code: string, ...args: readonly string[]): Promise<string> {
  const run = await rotation(...args)
  expect(run.stderr).toContain(`error[${code}]: `)
  expect(run.exitCode).toBe(2)
  return run.stderr
}

describe("gir rotation on an installation", () => {
  it("begins with prepare, and RCS takes no certificate without its key", async () => {
    expect(await held("status")).toContain("No rotation has begun")
    expect(await refused("ERR_ROTATION_STEP_NOT_DUE", "overlap")).toContain(
      "next: npx gir rotation prepare",
    )
    await refused("ERR_CLI_FILE_INVALID", "prepare", "--plan", "keyless.yaml")
    await refused(
      "ERR_ROTATION_NOT_SAFE",
      "prepare",
      "--certificate",
      newId,
      "--profile-dbid",
      String(dbid),
    )
  })

  it("prepares without touching the profile, and leaves no key behind", async () => {
    await held("prepare", "--plan", "plan.yaml", "--profile-dbid", String(dbid))
    expect(await profileOptions()).toBe(before)
    const state = await readFile(join(live.state.root, "rotation.json"), "utf8")
    expect(state).not.toContain("PRIVATE KEY")
  })

  it("rolls back byte for byte from the overlap, and says no when somebody else saved since", async () => {
    await held("overlap")
    expect(await profileOptions()).not.toBe(before)
    const profile = await world.peers.configuration.profile(dbid)
    const { dbid: _dbid, ...update } = profile
    const touched = { ...update.options, mine: { note: "kept" } }
    const saved = await world.peers.configuration.saveProfile(dbid, { ...update, options: touched })
    expect(await refused("ERR_ROTATION_NOT_SAFE", "rollback")).toContain("--force")
    await world.peers.configuration.saveProfile(dbid, { ...update, version: saved.version })
    await held("rollback")
    expect(await profileOptions()).toBe(before)
  })

  it("refuses to complete while RCS holds no key for the new certificate", async () => {
    await held("prepare", "--certificate", newId, "--profile-dbid", String(dbid))
    await held("overlap")
    await record()
    await (await world.peers.logIn()).deleteCertificate(newId)
    const reason = await refused("ERR_ROTATION_NOT_SAFE", "complete")
    expect(reason).toContain("complete is refused: RCS cannot open what the certificate")
    expect(await held("status")).toMatch(/complete is refused/)
    const b = { certificate: "new.pem", privateKey: "new.key" }
    const read = (name: string): Promise<string> => readFile(join(live.folder, name), "utf8")
    const administrator = await world.peers.logIn()
    await administrator.upload({
      certificate: await read(b.certificate),
      privateKey: await read(b.privateKey),
    })
  })

  it("refuses to delete a key that a recording still needs, with the census, and changes nothing", async () => {
    const options = await profileOptions()
    const reason = await refused("ERR_ROTATION_NOT_SAFE", "complete", "--delete-old-key")
    expect(reason).toMatch(
      /the key of Interaction Recording A would go, and 1 recording opens only with it: 1 only this, 1 also another, oldest/,
    )
    expect(await profileOptions()).toBe(options)
    const { rows } = await (await world.peers.rcsNode("rcs-1")).census()
    expect(rows.find(({ certificateId }) => certificateId === oldId)?.isHeld).toBe(true)
  })

  it("completes, every recording plays, and a rollback is still byte for byte", async () => {
    await held("complete")
    const status = JSON.parse(await held("status", "--json")) as { phase: string; next: string[] }
    expect(status).toMatchObject({ phase: "complete", next: ["prepare", "rollback"] })
    await record()
    for (const id of recorded) expect(await world.play(id)).toMatchObject({ status: "plays" })
    await held("rollback")
    expect(await profileOptions()).toBe(before)
  })
})

import { readFile, readdir, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { MediaSource } from "@gir/contracts"
import { saveOptionFromOptionsTab } from "@gir/ivr-profile"
import { systemClock } from "@gir/sim"
import { createPrivateCa, issueRecordingCertificate } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { BAD_AUDIO, BAD_SCREENS, writeBadFiles } from "../harness/bad-files.ts"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { runGir, runNpm, type GirRun } from "../harness/run-gir.ts"
import { makeSound } from "../harness/sound.ts"
import { openWorld, type World } from "../harness/world.ts"

let live: LiveInstallation
let world: World
let pathOf: (name: string) => string
let goodRecording = ""

beforeAll(async () => {
  live = await startLiveInstallation()
  world = await openWorld(live)
  pathOf = await writeBadFiles(live.folder, [...BAD_AUDIO, ...BAD_SCREENS])
  const sound = { encoding: "pcm16", channels: 2, sampleRate: 8_000, frames: 8_000 } as const
  await writeFile(pathOf("good.wav"), makeSound(sound).wav)
})

afterAll(async () => {
  await world.close()
  await live.remove()
})

const gir = (...args: readonly string[]): Promise<GirRun> => runGir(args, { folder: live.folder })

/** One coded error for people on standard error, and nothing that looks like a crash. */
function expectOneError(run: GirRun, code: string, exitCode: number): void {
  const lines = run.stderr.split("\n")
  expect(lines.filter((line) => line.startsWith("error["))).toEqual([
    expect.stringMatching(/^error\[[A-Z0-9_]+\]: .*[^.]$/),
  ])
  expect(run.stderr).toContain(`error[${code}]: `)
  expect(lines.filter((line) => line.startsWith("why:  "))).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith("next: "))).toHaveLength(1)
  expect(run.stderr).not.toMatch(/ERR_INTERNAL|^ {4}at /m)
  expect(run.exitCode).toBe(exitCode)
}

interface JsonDocument {
  readonly schema: string
  readonly verdict: string
  readonly exitCode: number
  readonly errors: readonly { readonly code: string; readonly next: string }[]
}

function oneDocument(run: GirRun): JsonDocument {
  return JSON.parse(run.stdout) as JsonDocument
}

describe.each(BAD_AUDIO)("the call $name", ({ name, code }) => {
  it("is refused by gir demo before anything is started", async () => {
    const run = await gir("demo", "--json", "--audio", pathOf(name))
    expectOneError(run, code, 2)
    expect(oneDocument(run)).toMatchObject({ verdict: "broken", exitCode: 2, errors: [{ code }] })
  })

  it("is refused by gir record before a job is made", async () => {
    expectOneError(await gir("record", "--audio", pathOf(name)), code, 2)
  })

  it("is refused by the recorder when it is on the way already", async () => {
    const audio: MediaSource = { kind: "file", path: pathOf(name) }
    const { call } = await world.record({ ivrProfileDbid: live.ivrProfileDbid, audio })
    expect(call).toMatchObject({ status: "failed", code, willRetry: false })
  })
})

describe.each(BAD_SCREENS)("the screen $name", ({ name, code }) => {
  it("is refused by gir demo and gir record", async () => {
    const files = ["--audio", pathOf("good.wav"), "--screen", pathOf(name)]
    expectOneError(await gir("demo", ...files), code, 2)
    expectOneError(await gir("record", ...files), code, 2)
  })

  it("is refused by the recorder when it is on the way already", async () => {
    const recordingId = name
      .replaceAll(/[^a-z]/g, "")
      .toUpperCase()
      .padEnd(32, "0")
    const source: MediaSource = { kind: "file", path: pathOf(name) }
    await live.jobs.add("record-screen", {
      recordingId,
      agentId: "1001",
      source,
      durationMs: 1_000,
    })
    const outcome = await live.jobs.waitFor("record-screen", recordingId, { timeoutMs: 30_000 })
    expect(outcome).toMatchObject({ status: "failed", code, willRetry: false })
  })
})

const LONG_AGO = new Date("2020-01-15T00:00:00.000Z")

describe("an IVR Profile", () => {
  it("that nobody knows ends with exit code 2", async () => {
    const run = await gir("record", "--profile-dbid", "999999")
    expectOneError(run, "ERR_MCP_PROFILE_UNKNOWN", 2)
    expect(run.stderr).toContain("999999")
  })

  it("that is disabled ends with exit code 2", async () => {
    const dbid = await world.newProfile({ isEnabled: false })
    expectOneError(
      await gir("record", "--profile-dbid", String(dbid)),
      "ERR_MCP_PROFILE_DISABLED",
      2,
    )
  })

  it("with a certificate that the Options tab corrupted refuses the call, and says which", async () => {
    const { certificatePem } = await world.issue("Interaction Recording A")
    const dbid = await world.newProfile({
      certificates: [certificatePem],
      edit: (options) =>
        saveOptionFromOptionsTab(options, "recording-certificates", "certificates-1"),
    })
    const run = await gir("record", "--json", "--profile-dbid", String(dbid))
    expectOneError(run, "ERR_MCP_NO_USABLE_RECIPIENT", 1)
    expect(run.stderr).toContain("certificates-1: ")
    expect(oneDocument(run)).toMatchObject({
      verdict: "broken",
      exitCode: 1,
      errors: [{ code: "ERR_MCP_NO_USABLE_RECIPIENT" }],
    })
  })

  it("with only an expired certificate refuses the call, and says so", async () => {
    const { certificatePem } = await world.issue("Interaction Recording Old", LONG_AGO)
    const dbid = await world.newProfile({ certificates: [certificatePem] })
    const run = await gir("record", "--profile-dbid", String(dbid))
    expectOneError(run, "ERR_MCP_NO_USABLE_RECIPIENT", 1)
    expect(run.stderr).toMatch(/certificates-1: .*expired/)
  })

  it("with only a certificate of a stranger refuses the call, and says so", async () => {
    const now = systemClock.now()
    const stranger = await createPrivateCa(now)
    const { certificatePem } = await issueRecordingCertificate(stranger, { commonName: "X", now })
    const dbid = await world.newProfile({ certificates: [certificatePem] })
    const run = await gir("record", "--profile-dbid", String(dbid))
    expectOneError(run, "ERR_MCP_NO_USABLE_RECIPIENT", 1)
    expect(run.stderr).toMatch(/certificates-1: /)
  })
})

describe("after all of this", () => {
  it("nothing half-written lies in the Storage Destination, and RWS knows no recording", async () => {
    expect(await world.storedFiles()).toEqual([])
    const known: string[] = []
    for await (const { id } of world.peers.webServices.recordings()) known.push(id)
    expect(known).toEqual([])
  })

  it("no service has met a case it was not written for", async () => {
    for (const { name } of live.nodes) {
      const log = await world.logOf(name)
      expect(log, name).not.toContain("ERR_INTERNAL")
      expect(log, name).not.toMatch(/"status":5\d\d/)
    }
  })

  it("the same installation records a good call", async () => {
    const run = await gir("record", "--json", "--audio", pathOf("good.wav"))
    expect(run.stderr).toBe("")
    expect(run.exitCode).toBe(0)
    const document = JSON.parse(run.stdout) as { readonly recordingIds: readonly [string] }
    goodRecording = document.recordingIds[0]
    expect(await world.play(goodRecording)).toMatchObject({ status: "plays" })
  })

  it("a stored recording that somebody changed is named, and not one byte of it is played", async () => {
    const sound = await gir("play", goodRecording, "--out", "sound.wav")
    expect(sound.exitCode, sound.stderr).toBe(0)
    expect((await stat(join(live.folder, "sound.wav"))).mode & 0o777).toBe(0o600)
    expectOneError(await gir("play", goodRecording, "--out", "sound.wav"), "ERR_CLI_FILE_EXISTS", 2)
    const [file = ""] = await world.storedFiles()
    const stored = join(live.state.storage, file)
    const bytes = await readFile(stored)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await writeFile(stored, bytes)
    const verify = await gir("verify", "--json", goodRecording)
    expect(verify.exitCode).toBe(1)
    expect(oneDocument(verify)).toMatchObject({
      verdict: "broken",
      errors: [{ code: "ERR_CMS_SEGMENT_DIGEST", where: `${goodRecording}-call` }],
    })
    const all = await gir("verify", "--all")
    expect(all.exitCode).toBe(1)
    expect(all.stdout).toMatch(/ERR_CMS_SEGMENT_DIGEST\n0 of 1 play\n$/)
    const play = await gir("play", goodRecording)
    expectOneError(play, "ERR_CMS_SEGMENT_DIGEST", 1)
    expect(play.stdout).toBe("")
    expectOneError(
      await gir("play", goodRecording, "--out", "changed.wav"),
      "ERR_CMS_SEGMENT_DIGEST",
      1,
    )
    expect(await readdir(live.folder)).not.toContain("changed.wav")
  })
})

describe("a command line", () => {
  it.each([
    [["dmeo"], "did you mean demo?", "npx gir --help"],
    [["pki", "reqest"], "did you mean request?", "npx gir pki --help"],
    [["demo", "--adio", "call.wav"], "did you mean --audio?", "npx gir demo --help"],
    [["record", "--jsno"], "did you mean --json?", "npx gir record --help"],
    [["demo", "--profile", "clasic"], "clasic", "npx gir demo --help"],
    [["record", "--count", "0"], "it must be 1 or more", "npx gir record --help"],
    [["demo", "call.wav"], "too many arguments", "npx gir demo --help"],
    [["play"], "recording-id", "npx gir play --help"],
    [["verify", "--all", "0A1B"], "none may be named", "npx gir verify --help"],
    [[], "no command is named", "npx gir --help"],
  ])("%j is a mistake of the one who typed it", async (args, words, next) => {
    const run = await gir(...args)
    expectOneError(run, "ERR_CLI_USAGE", 2)
    expect(run.stderr).toContain(words)
    expect(run.stderr).toContain(`next: ${next}\n`)
    expect(run.stdout).toBe("")
    expect((await gir(...next.split(" ").slice(2))).exitCode).toBe(0)
  })

  it("with a variable that cannot be used ends the same way", async () => {
    const run = await runGir(["demo", "--json"], {
      folder: live.folder,
      env: { GIR_PORT_BASE: "many" },
    })
    expectOneError(run, "ERR_CLI_USAGE", 2)
    expect(oneDocument(run).errors).toHaveLength(1)
  })

  it("behind npm run prints nothing but the document: npm itself is silent", async () => {
    const run = await runNpm(["run", "demo", "--", "--json", "--audio", "/nowhere.wav"])
    expect(run.exitCode, run.stderr).toBe(2)
    expect(oneDocument(run)).toMatchObject({ schema: "gir.demo/1", exitCode: 2 })
  })

  it("prints one JSON document at every exit code", async () => {
    const { certificatePem } = await world.issue("Interaction Recording Old", LONG_AGO)
    const bad = await world.newProfile({ certificates: [certificatePem] })
    const runs = [
      { exitCode: 0, run: await gir("status", "--json") },
      { exitCode: 1, run: await gir("record", "--json", "--profile-dbid", String(bad)) },
      { exitCode: 2, run: await gir("record", "--json", "--audio", "/nowhere.wav") },
      { exitCode: 2, run: await gir("verify", "--json", "0".repeat(32)) },
      { exitCode: 2, run: await gir("status", "--json", "--sate", "x") },
      { exitCode: 3, run: await gir("status", "--json", "--state", "nothing-runs-here") },
    ]
    for (const { exitCode, run } of runs) {
      expect(run.exitCode, run.stderr).toBe(exitCode)
      const document = oneDocument(run)
      expect(document.exitCode).toBe(exitCode)
      expect(document.verdict).toBe(exitCode === 0 ? "held" : "broken")
      expect(document.errors).toHaveLength(exitCode === 0 ? 0 : 1)
    }
  })
})

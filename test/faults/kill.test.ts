import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { Random } from "@gir/sim"
import { awaitRecorded, playbackOracle } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { filesContaining } from "../harness/find-bytes.ts"
import { pick, printedRandom } from "../harness/seed.ts"
import { awaitAll, inspectAll, makeCalls, offerAll } from "../harness/test-calls.ts"
import type { Findings, TestCall } from "../harness/test-calls.ts"
import { EACH_PROCESS } from "../harness/run-gir.ts"
import { startTestInstallation, type TestInstallation } from "../harness/test-installation.ts"

const CALLS = 100
const SCREEN_EVERY = 5
const KILLS = 24
const VICTIMS = ["mcp", "recording-processor", "rcs", "muxer"]

describe("kill -9 of mcp, recording-processor, rcs and muxer while 100 calls are recorded", () => {
  const canary = randomBytes(32)
  const killed: string[] = []
  let installation: TestInstallation
  let findings: Findings

  beforeAll(async () => {
    const random = printedRandom("kill")
    installation = await startTestInstallation({
      fleet: { mcp: 2, rcs: 1, muxer: 1 },
      processes: EACH_PROCESS,
    })
    const calls = await makeCalls(installation, {
      random,
      count: CALLS,
      durationMs: 2_000,
      pace: "real-time",
      screenEvery: SCREEN_EVERY,
      canary,
    })
    await offerAll(installation, calls)
    const killing = killAtRandom(installation, random, killed)
    await Promise.all([playMeanwhile(installation, calls), awaitAll(installation, calls)])
    await killing
    await until("every node is ready again", async () =>
      (await installation.supervisor.states()).every((node) => node.state === "ready"),
    )
    findings = await inspectAll(installation, calls, "afterwards")
  }, 180_000)

  afterAll(() => installation?.remove())

  it("kills each of them at least once", async () => {
    expect(killed).toHaveLength(KILLS)
    expect(new Set(killed)).toEqual(new Set(VICTIMS))
    const deaths = (await installation.supervisor.states()).map((node) => node.deaths)
    expect(deaths.reduce((sum, one) => sum + one, 0)).toBe(KILLS)
  })

  it("has every acknowledged recording in Web Services exactly once", () => {
    expect(findings.known).toEqual(findings.expected)
    expect(findings.recordings).toHaveLength(CALLS)
    expect(findings.known).toHaveLength(CALLS + 2 * (CALLS / SCREEN_EVERY))
  })

  it("stores every object exactly once, and nothing half-written", () => {
    expect(findings.stored).toEqual(findings.referenced)
  })

  it("plays every recording, identical to what was recorded", () => {
    expect(findings.notPlaying).toEqual([])
  })

  it("leaves the planted plaintext nowhere", async () => {
    const { folder, state } = installation
    expect(await filesContaining(state.root, canary)).toEqual([])
    expect(await filesContaining(join(folder, "tmp"), canary)).toEqual([])
    // The search itself works: it finds the calls that the test wrote.
    expect(await filesContaining(join(folder, "calls"), canary)).toHaveLength(CALLS)
  })
})

/** Plays each call as soon as it is there, so that RCS is killed at work. */
async function playMeanwhile(
  { jobs }: TestInstallation,
  calls: readonly TestCall[],
): Promise<void> {
  const oracle = playbackOracle(jobs, "meanwhile")
  await Promise.all(
    calls.map(async ({ interaction, audio }) => {
      await awaitRecorded(jobs, interaction)
      await oracle.play(`${interaction.recordingId}-call`, audio.fingerprint)
    }),
  )
}

/** The pauses are part of the fault, not a wait for anything: their lengths come from the seed. */
async function killAtRandom(
  { supervisor, nodes }: TestInstallation,
  random: Random,
  killed: string[],
): Promise<void> {
  while (killed.length < KILLS) {
    await wait(random.integer(200, 900))
    // Each service comes first once, then it is chance.
    const service = VICTIMS[killed.length] ?? pick(random, VICTIMS)
    const victims = nodes.filter((node) => node.service === service).map((node) => node.name)
    const name = pick(random, victims)
    const pid = await until(`${name} runs`, async () => {
      const states = await supervisor.states()
      return states.find((node) => node.name === name)?.pid ?? null
    })
    process.kill(pid, "SIGKILL")
    killed.push(service)
  }
}

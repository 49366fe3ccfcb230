import { setTimeout as wait } from "node:timers/promises"
import { startOwnRedis, type OwnRedis } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startExternalPostgres, type ExternalPostgres } from "../harness/external-postgres.ts"
import { assertNoDeaths, countWarnings, logMark, type SaidLine } from "../harness/node-logs.ts"
import { isRedisInstalled } from "../harness/redis-server.ts"
import { printedRandom } from "../harness/seed.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { awaitAll, countRecorded, inspectAll, makeCalls, offerAll } from "../harness/test-calls.ts"
import type { TestCall } from "../harness/test-calls.ts"
import { startTestInstallation, type TestInstallation } from "../harness/test-installation.ts"

const FLEET = { mcp: 1, rcs: 1, muxer: 1 }
const CALLS = 40
const SOME = 5
/** Longer than the interval in which a repeated error is logged once. */
const AWAY_MS = 12_000
/** Once at the beginning, and once after the interval of ten seconds. */
const SAID_AT_MOST = 2

describe.runIf(isRedisInstalled("Redis away (test/faults/away.test.ts)"))("Redis", () => {
  const random = printedRandom("redis-away")
  const all: TestCall[] = []
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let redis: OwnRedis
  let installation: TestInstallation

  beforeAll(async () => {
    folder = await tempFolder()
    redis = await startOwnRedis(folder.path)
    installation = await startTestInstallation({ fleet: FLEET, redisUrl: redis.url })
  })
  afterAll(async () => {
    await installation?.remove()
    await redis?.stop()
    await folder?.remove()
  })

  it("is killed and comes back: nothing acknowledged is lost, and nobody fills the log", async () => {
    const before = await offerCalls(installation, all, random)
    await until("some are recorded", async () => (await countRecorded(installation, before)) > SOME)
    await redis.kill()
    const mark = await logMark(installation)
    // The ledger acknowledges without the queue.
    const during = await offerCalls(installation, all, random)
    await wait(AWAY_MS)
    const said = await countWarnings(installation, mark)
    await redis.start()
    await awaitAll(installation, [...before, ...during])
    expectQuiet(said)
    await expectEverything(installation, all, "killed")
  }, 120_000)

  it("is wiped with FLUSHALL: the queue is rebuilt from the database", async () => {
    const calls = await offerCalls(installation, all, random)
    await until("some are recorded", async () => (await countRecorded(installation, calls)) > SOME)
    await redis.flush()
    await awaitAll(installation, calls)
    await expectEverything(installation, all, "wiped")
  }, 120_000)

  it("made no service die", () => assertNoDeaths(installation))
})

describe("PostgreSQL of the user's own", () => {
  const random = printedRandom("postgres-away")
  const all: TestCall[] = []
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let postgres: ExternalPostgres
  let installation: TestInstallation

  beforeAll(async () => {
    folder = await tempFolder()
    postgres = await startExternalPostgres(folder.path)
    installation = await startTestInstallation({ fleet: FLEET, databaseUrl: postgres.url })
  })
  afterAll(async () => {
    await installation?.remove()
    await postgres?.stop()
    await folder?.remove()
  })

  it("is stopped and comes back: jobs resume, and nobody fills the log", async () => {
    const calls = await offerCalls(installation, all, random)
    await until("some are recorded", async () => (await countRecorded(installation, calls)) > SOME)
    await postgres.stop()
    const mark = await logMark(installation)
    await wait(AWAY_MS)
    const said = await countWarnings(installation, mark)
    await postgres.start()
    await awaitAll(installation, calls)
    expectQuiet(said)
    await expectEverything(installation, all, "stopped")
  }, 120_000)

  it("made no service die", () => assertNoDeaths(installation))
})

async function offerCalls(
  installation: TestInstallation,
  all: TestCall[],
  random: ReturnType<typeof printedRandom>,
): Promise<TestCall[]> {
  const calls = await makeCalls(installation, {
    random,
    count: CALLS,
    durationMs: 1_000,
    pace: "real-time",
    screenEvery: 10,
  })
  await offerAll(installation, calls)
  all.push(...calls)
  return calls
}

async function expectEverything(
  installation: TestInstallation,
  calls: readonly TestCall[],
  moment: string,
): Promise<void> {
  await until("every node is ready", async () =>
    (await installation.supervisor.states()).every((node) => node.state === "ready"),
  )
  const findings = await inspectAll(installation, calls, moment)
  expect(findings.known).toEqual(findings.expected)
  expect(findings.stored).toEqual(findings.referenced)
  expect(findings.notPlaying).toEqual([])
}

/** Everybody who works with the part that is away says so, and says it rarely. */
function expectQuiet(said: readonly SaidLine[]): void {
  const nodes = new Set(said.map(({ node }) => node))
  expect([...nodes]).toEqual(expect.arrayContaining(["mcp-1", "recording-processor", "rcs-1"]))
  expect(said.filter(({ times }) => times > SAID_AT_MOST)).toEqual([])
}

import { join } from "node:path"
import { CertificateSummaryList, PlaybackToken } from "@gir/contracts"
import { openDatabase, type Database } from "@gir/database"
import { fingerprintOf } from "@gir/media"
import { openJobs, type Jobs } from "@gir/queue"
import { httpClient, silentLogger, type HttpClient } from "@gir/service-kit"
import { systemClock } from "@gir/sim"
import {
  issueRecordingCertificate,
  openPeers,
  startOwnRedis,
  type OwnRedis,
  type Peers,
} from "@gir/simulator"
import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startCompose, type Compose } from "../harness/compose.ts"
import { startExternalPostgres, type ExternalPostgres } from "../harness/external-postgres.ts"
import { entriesSince } from "../harness/node-logs.ts"
import { placeCaFile, provision, type PrivateCa } from "../harness/provision.ts"
import { isRedisInstalled } from "../harness/redis-server.ts"
import { printedRandom } from "../harness/seed.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { awaitAll, inspectAll, makeCalls, offerAll } from "../harness/test-calls.ts"
import type { Recorder, TestCall } from "../harness/test-calls.ts"

const SUITE = "docker-compose.yml wiring (test/faults/wiring.test.ts)"
const CALLS = 40
const TWICE = { mcp: 2, rcs: 2, muxer: 2 }

describe.runIf(isRedisInstalled(SUITE))("the wiring of docker-compose.yml, scaled to two", () => {
  const random = printedRandom("wiring")
  const closers: (() => Promise<unknown>)[] = []
  let compose: Compose
  let recorder: Recorder
  let ca: PrivateCa
  let calls: TestCall[]

  beforeAll(async () => {
    const folder = await tempFolder()
    closers.push(() => folder.remove())
    const postgres: ExternalPostgres = await startExternalPostgres(folder.path)
    closers.push(() => postgres.stop())
    const redis: OwnRedis = await startOwnRedis(folder.path)
    closers.push(() => redis.stop())
    const nodeRoot = (name: string): string => join(folder.path, "state", "nodes", name)
    ca = await placeCaFile({ rcs: nodeRoot("rcs"), mcps: [nodeRoot("mcp")] })
    compose = await startCompose({
      folder: folder.path,
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      scale: TWICE,
    })
    closers.push(() => compose.stop())
    const { jobs, database } = await openQueue(postgres.url, redis.url)
    closers.push(() => database.end())
    closers.push(() => jobs.close())
    const peers: Peers = await openPeers(compose.nodes, compose.secrets)
    closers.push(() => peers.close())
    const rcsUrl = `http://127.0.0.1:${portOf(compose, "rcs-1")}`
    const { ivrProfileDbid } = await provision({ peers, ca, rcsUrl })
    const storage = join(compose.stateRoot, "storage")
    recorder = { jobs, peers, ivrProfileDbid, folder: folder.path, storage }
    calls = await makeCalls(recorder, {
      random,
      count: CALLS,
      durationMs: 500,
      pace: "real-time",
      screenEvery: 2,
    })
    await offerAll(recorder, calls)
    await awaitAll(recorder, calls)
  }, 120_000)

  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
  })

  it("records, processes, muxes and plays everything", async () => {
    const findings = await inspectAll(recorder, calls, "wired")
    expect(findings.known).toEqual(findings.expected)
    expect(findings.stored).toEqual(findings.referenced)
    expect(findings.notPlaying).toEqual([])
    const { backend, warnings } = await recorder.jobs.check()
    expect({ backend, warnings }).toEqual({ backend: "redis", warnings: [] })
  })

  it.each([
    ["record-call", "mcp"],
    ["mux-recording", "muxer"],
    ["verify-playback", "rcs"],
  ])("shares %s between both of %s", async (job, service) => {
    const done = await Promise.all(
      [1, 2].map((number) => countDone(compose, `${service}-${number}`, job)),
    )
    expect(Math.min(...done)).toBeGreaterThan(0)
  })

  it("lets a certificate that came through one RCS be used by the other", async () => {
    const administrator = await recorder.peers.logIn()
    const made = await issueRecordingCertificate(ca, {
      commonName: "Shared keystore",
      now: systemClock.now(),
    })
    const id = made.certificate.sha256
    const { certificatePem, privateKeyPem } = made
    await administrator.upload({ certificate: certificatePem, privateKey: privateKeyPem })
    for (const name of ["rcs-1", "rcs-2"]) expect(await certificateIds(compose, name)).toContain(id)
    await administrator.deleteCertificate(id)
    for (const name of ["rcs-1", "rcs-2"]) {
      expect(await certificateIds(compose, name)).not.toContain(id)
    }
  })

  it("lets one RCS play on the token that the other gave", async () => {
    const [call] = calls as [TestCall]
    const mediaId = `${call.interaction.recordingId}-call`
    const { token } = await withRcs(compose, "rcs-1", (http) =>
      http.request({
        method: "POST",
        path: "/playback-tokens",
        body: { mediaId },
        schema: PlaybackToken,
      }),
    )
    const url = `http://127.0.0.1:${portOf(compose, "rcs-2")}/rcs/media/${mediaId}`
    const player = httpClient({ baseUrl: url, authorization: () => `Bearer ${token}` })
    const { body } = await player.stream({ method: "GET", path: "" })
    expect((await fingerprintOf(body, "audio/wav")).fingerprint).toEqual(call.audio.fingerprint)
    await player.close()
  })
})

async function openQueue(
  databaseUrl: string,
  redisUrl: string,
): Promise<{ jobs: Jobs; database: Database }> {
  const logger = silentLogger
  const database = openDatabase({ url: databaseUrl, logger, applicationName: "wiring-test" })
  const clock = systemClock
  return { database, jobs: await openJobs({ database, databaseUrl, redisUrl, logger, clock }) }
}

async function countDone(compose: Compose, node: string, job: string): Promise<number> {
  const entries = await entriesSince(compose, new Map(), node)
  return entries.filter((entry) => entry["msg"] === "job done" && entry["job"] === job).length
}

async function certificateIds(compose: Compose, name: string): Promise<string[]> {
  const certificates = await withRcs(compose, name, (http) =>
    http.request({ method: "GET", path: "/certificates", schema: CertificateSummaryList }),
  )
  return certificates.map(({ id }) => id)
}

async function withRcs<T>(
  compose: Compose,
  name: string,
  work: (http: HttpClient) => Promise<T>,
): Promise<T> {
  const token = (await readFile(compose.secrets.serviceTokenFile, "utf8")).trim()
  const baseUrl = `http://127.0.0.1:${portOf(compose, name)}`
  const http = httpClient({ baseUrl, authorization: () => `Bearer ${token}` })
  try {
    return await work(http)
  } finally {
    await http.close()
  }
}

function portOf({ nodes }: Compose, name: string): number {
  return nodes.find((node) => node.name === name)?.port ?? 0
}

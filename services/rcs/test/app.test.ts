import { readFileSync } from "node:fs"
import { join } from "node:path"
import { migrate, openDatabase, startEmbeddedPostgres } from "@gir/database"
import { builtInCallPath } from "@gir/media"
import { openJobs, prepareQueue, type Jobs } from "@gir/queue"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { describe, expect, it, onTestFinished } from "vitest"
import { buildRcs, readRcsConfig } from "../src/app.ts"
import { testFolder } from "./folder.ts"
import { issue } from "./pki.ts"
import {
  environment,
  logIn,
  playbackHeader,
  SERVICE_TOKEN,
  store,
  uploadOf,
} from "./rcs-harness.ts"
import { stubRws, type StubRws } from "./stub-rws.ts"

const logger = silentLogger

interface Installation {
  readonly rws: StubRws
  readonly jobs: Jobs
  /** Two RCS nodes on one node root, as two processes of one installation have it. */
  readonly nodes: readonly [Service, Service]
}

async function install(): Promise<Installation> {
  const postgres = await startEmbeddedPostgres({ folder: testFolder(), logger, isDurable: false })
  onTestFinished(() => postgres.stop())
  const databaseUrl = postgres.url
  await migrate({ url: databaseUrl, logger })
  await prepareQueue({ databaseUrl, redisUrl: null, logger })
  const rws = await stubRws(SERVICE_TOKEN)
  const env = { ...environment(join(testFolder(), "rcs"), rws.url), GIR_DATABASE_URL: databaseUrl }
  const node = async (name: string): Promise<Service> => {
    const context = { name, clock: systemClock, faults: noFaults, logger }
    const service = await buildRcs(readRcsConfig({ ...env, GIR_NODE_NAME: name }), context)
    onTestFinished(() => service.close())
    await service.start()
    return service
  }
  const nodes = [await node("rcs-1"), await node("rcs-2")] as const
  const database = openDatabase({ url: databaseUrl, logger, applicationName: "test" })
  onTestFinished(() => database.end())
  const options = { database, databaseUrl, redisUrl: null, logger, clock: systemClock }
  const jobs = await openJobs(options)
  onTestFinished(() => jobs.close())
  return { rws, jobs, nodes }
}

describe("two RCS nodes that share a keystore", () => {
  it("lose no upload, accept each other's tokens, and prove playback by job", async () => {
    const { rws, jobs, nodes } = await install()
    const [one, two] = nodes.map(({ app }) => app)
    const pairs = await Promise.all([issue(), issue(), issue(), issue()])
    const uploads = pairs.map(async (pair, at) => {
      const app = at % 2 === 0 ? one! : two!
      const headers = await logIn(app, "admin")
      const url = "/certificates"
      return app.inject({ method: "POST", url, headers, payload: uploadOf(pair) })
    })
    for (const { statusCode } of await Promise.all(uploads)) expect(statusCode).toBe(201)
    for (const app of [one!, two!]) {
      const headers = { authorization: `Bearer ${SERVICE_TOKEN}` }
      const list = (await app.inject({ url: "/certificates", headers })).json<{ id: string }[]>()
      expect(list.map(({ id }) => id).toSorted()).toEqual(
        pairs.map(({ certificate }) => certificate.sha256).toSorted(),
      )
      expect((await app.inject({ url: "/readyz" })).statusCode).toBe(200)
    }

    const call = readFileSync(builtInCallPath())
    const receipt = { ...store(rws, call, [pairs[3]!]), type: "audio/wav" as const }
    const { mediaId } = receipt
    rws.media.set(mediaId, { ...rws.media.get(mediaId)!, receipt })
    const headers = await playbackHeader(one!, mediaId)
    const played = await two!.inject({ url: `/rcs/media/${mediaId}`, headers })
    expect(played.rawPayload.equals(call)).toBe(true)

    const { id } = await jobs.add("verify-playback", { mediaId, runId: "test" })
    const outcome = await jobs.waitFor("verify-playback", id, { timeoutMs: 20_000 })
    expect(outcome).toMatchObject({
      status: "done",
      result: { mediaId, openedBy: pairs[3]!.certificate.serialNumber },
    })
  })
})

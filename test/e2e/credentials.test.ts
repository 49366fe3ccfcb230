import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { buildConfigServer, readConfigServerConfig } from "@gir/config-server"
import { migrate, startEmbeddedPostgres } from "@gir/database"
import { buildGax, readGaxConfig } from "@gir/gax"
import { buildMcp, readMcpConfig } from "@gir/mcp"
import { buildMuxer, readMuxerConfig } from "@gir/muxer"
import { prepareQueue } from "@gir/queue"
import { buildRcs, readRcsConfig } from "@gir/rcs"
import { buildRecordingProcessor, readRecordingProcessorConfig } from "@gir/recording-processor"
import { buildRws, readRwsConfig } from "@gir/rws"
import { buildScreenRecorder, readScreenRecorderConfig } from "@gir/screen-recorder"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const SERVICES = [
  "config-server",
  "gax",
  "mcp",
  "muxer",
  "rcs",
  "recording-processor",
  "rws",
  "screen-recorder",
] as const
type ServiceName = (typeof SERVICES)[number]

/** Told to everybody: probes, numbers without names, and the console's own files. */
const OPEN = new Set(["/livez", "/readyz", "/metrics"])
const OPEN_OF_GAX = new Set(["/", "/*"])

const PASSWORD = "password-of-the-tests"
const basic = (userName: string): string =>
  `Basic ${Buffer.from(`${userName}:${PASSWORD}`).toString("base64")}`

let services: ReadonlyMap<ServiceName, Service>
let stop: () => Promise<void>
/** A person whom RCS knows and who may do nothing there. */
let powerless: string

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "gir-credentials-"))
  const logger = silentLogger
  const postgres = await startEmbeddedPostgres({
    folder: join(folder, "postgres"),
    logger,
    isDurable: false,
  })
  await migrate({ url: postgres.url, logger })
  await prepareQueue({ databaseUrl: postgres.url, redisUrl: null, logger })
  const env = await environment(folder, postgres.url)
  services = await buildAll(env)
  powerless = await logIn(appOf("rcs"), "powerless")
  stop = async () => {
    await Promise.all([...services.values()].map((service) => service.close()))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => stop())

describe.each(SERVICES)("%s", (name) => {
  it("has addresses to walk", () => {
    expect(appOf(name).routeTable.length).toBeGreaterThanOrEqual(OPEN.size)
  })

  it("refuses a request without credentials at every address", async () => {
    expect(await walk(name, {}, strangers(name))).toEqual([])
  })

  it("refuses a wrong token, a wrong password and an unknown session at every address", async () => {
    for (const headers of [
      { authorization: "Bearer wrong-token-of-the-right-kind" },
      { authorization: basic("root") },
      { authorization: "Basic !!" },
      { "x-rcs-session": "unknown", "x-gax-session": "unknown" },
      { cookie: "gir-session=unknown; gax-session=unknown; gir-playback=a.1.b.c.d" },
    ]) {
      expect(await walk(name, headers, strangers(name)), JSON.stringify(headers)).toEqual([])
    }
  })

  it("refuses somebody known who may do nothing at every address", async () => {
    const allowed = [401, 403]
    expect(await walk(name, { "x-rcs-session": powerless }, allowed)).toEqual([])
    expect(await walk(name, { authorization: basic("agent") }, allowed)).toEqual([])
  })
})

/** GAX asks first whether a page of its own is speaking: that refusal is a 403. */
const strangers = (name: ServiceName): readonly number[] => (name === "gax" ? [401, 403] : [401])

/** @returns what answered anything but `allowed`, one line each. */
async function walk(
  name: ServiceName,
  headers: Record<string, string>,
  allowed: readonly number[],
): Promise<string[]> {
  const app = appOf(name)
  const findings: string[] = []
  for (const { method, url } of app.routeTable) {
    if (OPEN.has(url) || (name === "gax" && OPEN_OF_GAX.has(url))) continue
    for (const fill of [plausible, malformed]) {
      const path = url.replaceAll(/:\w+/g, fill).replace("*", "anything")
      const { statusCode } = await app.inject({ method: method as "GET", url: path, headers })
      if (!allowed.includes(statusCode)) findings.push(`${method} ${path} ${statusCode}`)
    }
  }
  return findings
}

function plausible(parameter: string): string {
  const id = "A".repeat(32)
  const values: Readonly<Record<string, string>> = {
    ":mediaId": `${id}-call`,
    ":recordingId": id,
    ":certificateId": "0".repeat(64),
    ":fileName": `${id}-call.wav`,
    ":dbid": "1",
  }
  return values[parameter] ?? "something"
}

const malformed = (): string => "%20-%00"

function appOf(name: ServiceName): Service["app"] {
  return services.get(name)!.app
}

async function buildAll(
  env: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<ServiceName, Service>> {
  const context = (name: ServiceName) => ({
    name,
    clock: systemClock,
    faults: noFaults,
    logger: silentLogger,
  })
  return new Map<ServiceName, Service>([
    [
      "config-server",
      await buildConfigServer(readConfigServerConfig(env), context("config-server")),
    ],
    ["gax", await buildGax(readGaxConfig(env), context("gax"))],
    ["mcp", await buildMcp(readMcpConfig(env), context("mcp"))],
    ["muxer", await buildMuxer(readMuxerConfig(env), context("muxer"))],
    ["rcs", await buildRcs(readRcsConfig(env), context("rcs"))],
    [
      "recording-processor",
      await buildRecordingProcessor(
        readRecordingProcessorConfig(env),
        context("recording-processor"),
      ),
    ],
    ["rws", await buildRws(readRwsConfig(env), context("rws"))],
    [
      "screen-recorder",
      await buildScreenRecorder(readScreenRecorderConfig(env), context("screen-recorder")),
    ],
  ])
}

/** Every address of a peer leads nowhere: nobody may get so far as to ask it. */
async function environment(folder: string, databaseUrl: string): Promise<Record<string, string>> {
  const secret = async (name: string, content: string): Promise<string> => {
    const file = join(folder, name)
    await writeFile(file, content, { mode: 0o600 })
    return file
  }
  const storage = join(folder, "recordings")
  await mkdir(storage)
  const rcsUsers = [{ userName: "powerless", password: PASSWORD, privileges: [] }]
  const rwsUsers = [{ userName: "agent", password: PASSWORD, roles: ["Agent"] }]
  const nowhere = "http://127.0.0.1:9"
  return {
    GIR_NODE_ROOT: join(folder, "node"),
    GIR_DATABASE_URL: databaseUrl,
    GIR_SERVICE_TOKEN_FILE: await secret("token", "service-token-of-the-tests"),
    GIR_STORAGE_DESTINATION: pathToFileURL(storage).href,
    GIR_CONFIG_SERVER_URL: nowhere,
    GIR_RWS_URL: nowhere,
    GIR_RCS_URL: nowhere,
    GIR_GAX_URL: nowhere,
    GIR_RCS_USERS_FILE: await secret("rcs-users.json", JSON.stringify(rcsUsers)),
    GIR_RWS_USERS_FILE: await secret("rws-users.json", JSON.stringify(rwsUsers)),
  }
}

async function logIn(app: Service["app"], userName: string): Promise<string> {
  const payload = { userName, password: PASSWORD }
  const answer = await app.inject({ method: "POST", url: "/sessions", payload })
  return answer.json<{ sessionId: string }>().sessionId
}

import { type CertificateUpload, type IvrProfileObject, type Session } from "@gir/contracts"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { openMemoryJobs, type Jobs } from "@gir/queue"
import { silentLogger, type Logger, type Service } from "@gir/service-kit"
import { manualClock, type ManualClock, noFaults } from "@gir/sim"
import { generateKeyPair, issueCertificate } from "@gir/x509"
import { buildGax } from "../src/app.ts"
import {
  ADMINISTRATION,
  DECRYPT,
  listen,
  SERVICE_TOKEN,
  StubConfigServer,
  StubRcs,
  StubRws,
} from "./stub-peers.ts"
import { StubSimulation } from "./stub-simulation.ts"
import { StubSupervisor } from "./stub-supervisor.ts"

const NOW = new Date("2026-11-24T10:00:00.000Z")
const SESSION_IDLE_MS = 600_000
export const PASSWORD = "hush-the-password"

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** A session of one person in one browser. */
export interface Person {
  readonly session: Session
  ask<T = unknown>(
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    body?: unknown,
  ): Promise<Answer<T>>
}

export interface RunningGax {
  readonly service: Service
  readonly clock: ManualClock
  readonly jobs: Jobs
  readonly rcs: StubRcs
  readonly configServer: StubConfigServer
  readonly rws: StubRws
  readonly supervisor: StubSupervisor
  readonly simulation: StubSimulation
  logIn(userName?: string, password?: string): Promise<Person>
  close(): Promise<void>
}

/** A GAX whose peers are stubs on loopback ports. */
export async function runGax(
  logger: Logger = silentLogger,
  consoleFolder = "/no/such/folder",
): Promise<RunningGax> {
  const rcs = new StubRcs()
  rcs.users.set("default", { password: PASSWORD, privileges: [ADMINISTRATION] })
  rcs.users.set("nobody", { password: PASSWORD, privileges: [] })
  rcs.users.set("player", { password: PASSWORD, privileges: [DECRYPT] })
  const configServer = new StubConfigServer(newProfile())
  const rws = new StubRws()
  const supervisor = new StubSupervisor()
  const simulation = new StubSimulation()
  const rcsUrl = await listen(rcs.app)
  const clock = manualClock(NOW)
  const jobs = openMemoryJobs({ clock, deliverTwice: false })
  const config = {
    host: "127.0.0.1",
    port: 0,
    nodeName: "gax-1",
    serviceToken: SERVICE_TOKEN,
    logLevel: "debug" as const,
    databaseUrl: "postgresql://127.0.0.1:1/unused",
    redisUrl: null,
    storageDestination: null,
    storageAccess: { endpoint: null, region: null, credentials: null },
    nodeRoot: null,
    gaxUrl: null,
    configServerUrl: await listen(configServer.app),
    rwsUrl: await listen(rws.app),
    rcsUrl,
    contactCenterId: "abc",
    sessionIdleMs: SESSION_IDLE_MS,
    weakSignature: "refuse" as const,
    consoleFolder,
    nodes: [
      { name: "rcs-1", url: rcsUrl },
      { name: "mcp-1", url: "http://127.0.0.1:1" },
    ],
    simNodes: [
      { name: "mcp-1", url: await listen(simulation.app) },
      { name: "rcs-1", url: "http://127.0.0.1:1" },
    ],
    supervisorUrl: await listen(supervisor.app),
  }
  const service = await buildGax(
    config,
    { name: "gax-1", clock, faults: noFaults, logger },
    async () => ({ jobs, close: () => jobs.close() }),
  )
  return {
    service,
    clock,
    jobs,
    rcs,
    configServer,
    rws,
    supervisor,
    simulation,
    logIn: (userName = "default", password = PASSWORD) => logIn(service, { userName, password }),
    close: async () => {
      await service.close()
      await Promise.all(
        [rcs, configServer, rws, supervisor, simulation].map(({ app }) => app.close()),
      )
    },
  }
}

async function logIn(
  { app }: Service,
  credentials: { userName: string; password: string },
): Promise<Person> {
  const answer = await app.inject({ method: "POST", url: "/api/login", payload: credentials })
  if (answer.statusCode !== 201) throw new Error(`the login answered ${answer.body}`)
  const session = answer.json<Session>()
  return {
    session,
    ask: async (method, url, body) => {
      const headers = { "x-gax-session": session.sessionId }
      const payload = body === undefined ? {} : { payload: body as object }
      const { statusCode, body: text } = await app.inject({
        method,
        url: `/api${url}`,
        headers,
        ...payload,
      })
      return { status: statusCode, body: text === "" ? null : JSON.parse(text) }
    },
  }
}

function newProfile(): IvrProfileObject {
  return {
    dbid: 101,
    version: 1,
    name: "recording",
    displayName: "Recording",
    description: "",
    tenant: "Environment",
    isEnabled: true,
    options: newIvrProfileOptions({}),
  }
}

export interface Pair extends CertificateUpload {
  readonly id: string
}

/** A self-signed recording certificate and its key, as two files. */
export async function newPair(
  commonName: string,
  dates: { notBefore?: string; notAfter?: string } = {},
): Promise<Pair> {
  const { privateKey, privateKeyPem } = await generateKeyPair(2_048)
  const { pem, certificate } = issueCertificate({
    subject: {
      commonName,
      organization: "Monster & Sons, Inc.",
      organizationUnit: "Robot Repairs",
      locality: "Pleasant Hill",
      state: "California",
      country: "US",
    },
    issuer: "self",
    privateKey,
    role: "recording",
    notBefore: new Date(dates.notBefore ?? "2026-01-01T00:00:00.000Z"),
    notAfter: new Date(dates.notAfter ?? "2027-01-01T00:00:00.000Z"),
  })
  return { id: certificate.sha256, certificate: pem, privateKey: privateKeyPem }
}

export function filesOf({ id: _id, ...files }: Pair): CertificateUpload {
  return files
}

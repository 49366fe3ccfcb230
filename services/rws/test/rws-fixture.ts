import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { DEFAULT_CONTACT_CENTER_ID, type RwsUsers } from "@gir/contracts"
import { migrate, openDatabase, startEmbeddedPostgres, type Database } from "@gir/database"
import { GirError } from "@gir/errors"
import { openMemoryJobs, type Jobs } from "@gir/queue"
import { silentLogger, type Logger, type Service } from "@gir/service-kit"
import { manualClock, type ManualClock, noFaults } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import { buildRws, type RwsConfig } from "../src/app.ts"

export const SERVICE_TOKEN = "service-token-of-the-tests"
export const OPS_CENTER = `/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}`
export const asService = { authorization: `Bearer ${SERVICE_TOKEN}` }
export const asOps = basic("ops", "ops")
export const asAdmin = basic("admin", "admin-password")
/** Known, but without any role that opens an address. */
export const asAgent = basic("agent", "agent-password")

export function basic(userName: string, password: string): { authorization: string } {
  const pair = Buffer.from(`${userName}:${password}`).toString("base64")
  return { authorization: `Basic ${pair}` }
}

export interface RwsFixture {
  readonly folder: string
  readonly database: Database
  readonly clock: ManualClock
  readonly jobs: Jobs
  readonly storage: StorageDestination
  /** Every object in the Storage Destination. */
  objects(): Promise<string[]>
  /** Builds a node on the shared database; it is closed with the fixture. */
  node(changes?: NodeChanges): Promise<Service>
  close(): Promise<void>
}

export interface NodeChanges {
  readonly config?: Partial<RwsConfig>
  readonly storage?: StorageDestination
  readonly logger?: Logger
  /** Every statement works but the one that saves: the database goes away between two of them. */
  readonly isUnableToSave?: boolean
}

export async function rwsFixture(): Promise<RwsFixture> {
  const folder = await mkdtemp(join(tmpdir(), "gir-rws-"))
  const postgres = await startEmbeddedPostgres({
    folder: join(folder, "postgres"),
    logger: silentLogger,
    isDurable: false,
  })
  await migrate({ url: postgres.url, logger: silentLogger })
  const open = () =>
    openDatabase({ url: postgres.url, logger: silentLogger, applicationName: "rws-test" })
  await mkdir(join(folder, "recordings"))
  const storage = openStorageDestination(pathToFileURL(join(folder, "recordings")).href)
  const usersFile = join(folder, "users.json")
  await writeFile(usersFile, JSON.stringify(USERS), { mode: 0o600 })
  const clock = manualClock(new Date("2026-12-01T10:15:00.000Z"))
  const jobs = openMemoryJobs()
  const database = open()
  const nodes: Service[] = []
  return {
    folder,
    database,
    clock,
    jobs,
    storage,
    objects: () => keysOf(storage),
    node: async (changes = {}) => {
      const node = await buildRws(
        { ...config(postgres.url), usersFile, ...changes.config },
        { name: "rws-1", clock, faults: noFaults, logger: changes.logger ?? silentLogger },
        {
          database: changes.isUnableToSave === true ? withoutMerging(open()) : open(),
          jobs,
          storage: changes.storage ?? storage,
        },
      )
      nodes.push(node)
      return node
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
      await database.end()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const USERS: RwsUsers = [
  { userName: "admin", password: "admin-password", roles: ["Contact Center Admin"] },
  { userName: "agent", password: "agent-password", roles: ["Agent"] },
]

function config(databaseUrl: string): RwsConfig {
  return {
    host: "127.0.0.1",
    port: 0,
    nodeName: "rws-1",
    serviceToken: SERVICE_TOKEN,
    logLevel: "silent",
    databaseUrl,
    redisUrl: null,
    storageDestination: "file:///unused",
    storageAccess: { endpoint: null, region: null, credentials: null },
    nodeRoot: null,
    configServerUrl: null,
    rwsUrl: null,
    rcsUrl: null,
    gaxUrl: null,
    contactCenterId: DEFAULT_CONTACT_CENTER_ID,
    nodePath: "/",
    region: null,
    usersFile: null,
    ops: { userName: "ops", password: "ops" },
    envelopeProfile: "classic",
    maxScreenBytes: 1_000_000,
  }
}

function withoutMerging(database: Database): Database {
  const query = database.query.bind(database)
  const refuse = (statement: unknown) =>
    (statement as { readonly name?: string }).name === "rws-merge-recording"
      ? Promise.reject(new GirError("ERR_DATABASE_UNAVAILABLE", "PostgreSQL does not answer"))
      : query(statement as string)
  return Object.assign(database, { query: refuse })
}

async function keysOf(storage: StorageDestination): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list("")) keys.push(key)
  return keys.sort()
}

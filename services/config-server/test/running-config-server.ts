import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { ChangeFeed, IvrProfileObject, NewIvrProfile } from "@gir/contracts"
import { migrate, startEmbeddedPostgres } from "@gir/database"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock, type Faults } from "@gir/sim"
import { buildConfigServer } from "../src/app.ts"

export const SERVICE_TOKEN = "the-service-token-of-the-test"

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

export interface RunningConfigServer {
  readonly databaseUrl: string
  readonly service: Service
  ask<T = IvrProfileObject>(
    method: "GET" | "POST" | "PUT" | "DELETE",
    url: string,
    body?: unknown,
  ): Promise<Answer<T>>
  changes(since: number, waitMs?: number): Promise<ChangeFeed>
  /** Another process of the same installation. */
  another(): Promise<RunningConfigServer>
  close(): Promise<void>
}

/** A Configuration Server on a PostgreSQL of its own. */
export async function runConfigServer(faults: Faults = noFaults): Promise<RunningConfigServer> {
  const folder = await mkdtemp(join(tmpdir(), "gir-config-server-"))
  const postgres = await startEmbeddedPostgres({ folder, logger: silentLogger, isDurable: false })
  await migrate({ url: postgres.url, logger: silentLogger })
  const opened: Service[] = []
  const open = async (): Promise<RunningConfigServer> => {
    const service = await buildOn(postgres.url, faults)
    opened.push(service)
    return clientOf(service, { databaseUrl: postgres.url, another: open, close })
  }
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((service) => service.close()))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return open()
}

export function buildOn(databaseUrl: string, faults: Faults = noFaults): Promise<Service> {
  const config = {
    host: "127.0.0.1",
    port: 0,
    nodeName: "config-server-1",
    serviceToken: SERVICE_TOKEN,
    logLevel: "silent" as const,
    databaseUrl,
    redisUrl: null,
    storageDestination: null,
    storageAccess: { endpoint: null, region: null, credentials: null },
    nodeRoot: null,
    configServerUrl: null,
    rwsUrl: null,
    rcsUrl: null,
    gaxUrl: null,
  }
  const context = { name: "config-server-1", clock: systemClock, faults, logger: silentLogger }
  return buildConfigServer(config, context)
}

function clientOf(
  service: Service,
  rest: Pick<RunningConfigServer, "databaseUrl" | "another" | "close">,
): RunningConfigServer {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` }
  const ask: RunningConfigServer["ask"] = async <T>(
    method: string,
    url: string,
    body?: unknown,
  ) => {
    const answer = await service.app.inject({
      method: method as "GET",
      url,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: answer.statusCode, body: (answer.body === "" ? null : answer.json()) as T }
  }
  return {
    ...rest,
    service,
    ask,
    changes: async (since, waitMs = 0) =>
      (await ask<ChangeFeed>("GET", `/changes?since=${since}&waitMs=${waitMs}`)).body,
  }
}

export function newProfile(name: string): NewIvrProfile {
  return {
    name,
    displayName: "Recording",
    description: "",
    tenant: "Environment",
    isEnabled: true,
    options: newIvrProfileOptions({ mimeType: "audio/wav" }),
  }
}

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync } from "node:fs"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { freePorts, type Node } from "@gir/simulator"
import { parse } from "yaml"
import { until } from "./await-condition.ts"
import { interpolate } from "./interpolate.ts"
import { startRoundRobin, type RoundRobin } from "./round-robin.ts"
import { runGir } from "./run-gir.ts"

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url))
const IMAGE = "gir-simulator"
const STATE = "/var/lib/gir"
const SECRETS = "/run/secrets/"
/** Project name, service, number: how compose names a container. */
const CONTAINER = /^gir-(.+)-(\d+)$/

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

interface ComposeService {
  readonly image: string
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

export type Secrets = Record<
  "serviceTokenFile" | "usersFile" | "databaseUrlFile" | "redisUrlFile",
  string
>

/** The services of docker-compose.yml as processes of this machine, without Docker. */
export interface Compose {
  readonly nodes: readonly Node[]
  readonly secrets: Secrets
  /** What stands for the volume at /var/lib/gir. */
  readonly stateRoot: string
  logFile(node: string): string
  stop(): Promise<void>
}

export interface ComposeOptions {
  readonly folder: string
  readonly databaseUrl: string
  readonly redisUrl: string
  /** `docker compose up --scale`; one each when absent. */
  readonly scale: Readonly<Record<string, number>>
}

/**
 * Reads docker-compose.yml and starts what it says: its commands, its environment, its secrets as
 * files. Put in their places are host names (a scaled one is served in turn), the volume, the
 * secrets' folder and the port, since containers have one each; and it stays on loopback.
 */
export async function startCompose(options: ComposeOptions): Promise<Compose> {
  const file = parse(await readFile(join(REPOSITORY, "docker-compose.yml"), "utf8"), {
    merge: true,
  }) as ComposeFile
  const site = await prepare(options, file)
  await migrate(site)
  const nodes = await planNodes(site)
  const balancers = new Map<string, RoundRobin>()
  for (const name of site.serviceNames) {
    const ports = nodes.filter((node) => node.service === name).map((node) => node.port)
    balancers.set(name, await startRoundRobin(ports))
  }
  const portOf = (host: string): number => {
    const replica = nodes.find((node) => node.name === CONTAINER.exec(host)?.slice(1).join("-"))
    const port = replica?.port ?? balancers.get(host)?.port
    if (port === undefined) throw new Error(`docker-compose.yml names no host ${host}`)
    return port
  }
  const children = nodes.map((node) => launch(site, node, portOf))
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end))
    await Promise.all([...balancers.values()].map((balancer) => balancer.close()))
  }
  try {
    await Promise.all(nodes.map(ready))
  } catch (error) {
    await stop()
    throw error
  }
  const { secrets, stateRoot } = site
  return { nodes, secrets, stateRoot, stop, logFile: (node) => site.logFile(node) }
}

interface Site extends ComposeOptions {
  readonly file: ComposeFile
  /** Services that run our image until they are stopped. */
  readonly serviceNames: readonly string[]
  readonly secretsFolder: string
  readonly secrets: Secrets
  readonly stateRoot: string
  logFile(node: string): string
}

async function prepare(options: ComposeOptions, file: ComposeFile): Promise<Site> {
  const { folder, databaseUrl, redisUrl } = options
  const [secretsFolder, stateRoot, logs] = ["secrets", "state", "logs"].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  // What the Dockerfile makes in the volume.
  for (const path of [join(stateRoot, "storage"), join(stateRoot, "nodes"), logs]) {
    await mkdir(path, { recursive: true, mode: 0o700 })
  }
  const made = await runGir(["secrets", "--out", secretsFolder], { folder })
  if (made.exitCode !== 0) throw new Error(made.stderr)
  const secretFile = (secret: string): string =>
    join(secretsFolder, basename(file.secrets[secret]?.file ?? secret))
  await writeFile(secretFile("database-url"), databaseUrl, { mode: 0o600 })
  await writeFile(secretFile("redis-url"), redisUrl, { mode: 0o600 })
  return {
    ...options,
    file,
    serviceNames: Object.entries(file.services)
      .filter(([name, service]) => service.image === IMAGE && name !== "migrate")
      .map(([name]) => name),
    secretsFolder,
    secrets: {
      serviceTokenFile: secretFile("service-token"),
      usersFile: secretFile("users"),
      databaseUrlFile: secretFile("database-url"),
      redisUrlFile: secretFile("redis-url"),
    },
    stateRoot,
    logFile: (node) => join(logs, `${node}.log`),
  }
}

async function migrate(site: Site): Promise<void> {
  const service = site.file.services["migrate"]
  const [, program, ...args] = service?.command ?? []
  if (service === undefined || program?.endsWith("/gir.js") !== true) {
    throw new Error("docker-compose.yml has no service that runs gir migrate")
  }
  const env = environmentOf(site, service, () => 0)
  const { exitCode, stderr } = await runGir(args, { folder: site.folder, env })
  if (exitCode !== 0) throw new Error(stderr)
}

async function planNodes({ serviceNames, scale }: Site): Promise<Node[]> {
  const names = serviceNames.flatMap((service) =>
    Array.from({ length: scale[service] ?? 1 }, (_, index) => ({
      name: `${service}-${index + 1}`,
      service: service as Node["service"],
    })),
  )
  const ports = await freePorts(names.length)
  // docker-compose.yml opens no management port.
  return names.map((name, index) => ({ ...name, port: ports[index] ?? 0, simPort: 0 }))
}

function launch(site: Site, node: Node, portOf: (host: string) => number): ChildProcess {
  const service = site.file.services[node.service] as ComposeService
  const [program = "", ...args] = service.command
  const log = openSync(site.logFile(node.name), "a", 0o600)
  try {
    return spawn(program, args, {
      cwd: REPOSITORY,
      env: {
        PATH: process.env["PATH"],
        ...environmentOf(site, service, portOf),
        GIR_HOST: "127.0.0.1",
        GIR_PORT: String(node.port),
      },
      stdio: ["ignore", log, log],
    })
  } finally {
    closeSync(log)
  }
}

/** A secret that the service does not list under `secrets` would not be in its container. */
function environmentOf(
  site: Site,
  service: ComposeService,
  portOf: (host: string) => number,
): Record<string, string> {
  const translate = (value: string): string => {
    if (value.startsWith(SECRETS)) {
      const secret = value.slice(SECRETS.length)
      if (!service.secrets.includes(secret)) throw new Error(`secret ${secret} is not mounted`)
      return join(site.secretsFolder, basename(site.file.secrets[secret]?.file ?? ""))
    }
    const url = /^http:\/\/([^:/]+):8080$/.exec(value)
    if (url !== null) return `http://127.0.0.1:${portOf(url[1] ?? "")}`
    return value.replace(STATE, site.stateRoot)
  }
  return Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [
      name,
      // As on a host that sets nothing.
      translate(interpolate(value, {})),
    ]),
  )
}

async function ready({ name, port }: Node): Promise<void> {
  await until(`${name} is ready`, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    return answer?.status === 200
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, "exit")
  child.kill("SIGTERM")
  await gone
}

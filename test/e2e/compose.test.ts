import { existsSync, readFileSync } from "node:fs"
import { stat } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { readConfigServerConfig } from "@gir/config-server"
import { readGaxConfig } from "@gir/gax"
import { readMcpConfig } from "@gir/mcp"
import { readMuxerConfig } from "@gir/muxer"
import { readRcsConfig } from "@gir/rcs"
import { readRecordingProcessorConfig } from "@gir/recording-processor"
import { readRwsConfig } from "@gir/rws"
import { readScreenRecorderConfig } from "@gir/screen-recorder"
import { readTracingConfig, type Environment } from "@gir/service-kit"
import { ALLOCATOR, NODE_FLAGS, readSimulatorConfig } from "@gir/simulator"
import { Ajv } from "ajv"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { COMPOSE_SCHEMA } from "../harness/compose-schema.ts"
import { interpolate } from "../harness/interpolate.ts"
import { runGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

interface ComposeService {
  readonly build?: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] }
}

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, null>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url))
const SECRETS = "/run/secrets/"
const STATE = "/var/lib/gir"

const read = (file: string): string => readFileSync(join(CHECKOUT, file), "utf8")
const compose = parse(read("docker-compose.yml"), { merge: true }) as ComposeFile
const services = Object.entries(compose.services)

/** Our own services, with what reads the environment of each. */
const READERS: Readonly<Record<string, (env: Environment) => unknown>> = {
  migrate: readSimulatorConfig,
  "config-server": readConfigServerConfig,
  gax: readGaxConfig,
  rws: readRwsConfig,
  rcs: readRcsConfig,
  mcp: readMcpConfig,
  "screen-recorder": readScreenRecorderConfig,
  "recording-processor": readRecordingProcessorConfig,
  muxer: readMuxerConfig,
}

let folder: { path: string; remove: () => Promise<void> }

beforeAll(async () => {
  folder = await tempFolder()
  // The command in the file's head.
  const run = await runGir(["secrets", "--out", ".gir/compose"], { folder: folder.path })
  expect(run.exitCode, run.stderr).toBe(0)
})

afterAll(() => folder.remove())

/** The environment as the container has it, with its paths moved into the test's folder. */
function environmentOf(service: string, host: Environment = {}): Record<string, string> {
  const { environment = {} } = compose.services[service] ?? {}
  const moved = Object.entries(environment).map(
    ([name, value]) => [name, moveIn(interpolate(value, host))] as const,
  )
  return Object.fromEntries(moved)
}

function moveIn(value: string): string {
  if (value.startsWith(SECRETS)) {
    return join(folder.path, compose.secrets[value.slice(SECRETS.length)]?.file ?? "undeclared")
  }
  return value.replace(STATE, folder.path)
}

describe("docker-compose.yml", () => {
  it("fits the schema of the parts that it uses", () => {
    const ajv = new Ajv({ allErrors: true, strict: true })
    ajv.validate(COMPOSE_SCHEMA, compose)
    expect(ajv.errors).toBeNull()
  })

  it("has every service of the house, Redis and PostgreSQL", () => {
    const names = services.map(([name]) => name)
    expect(names.toSorted()).toEqual([...Object.keys(READERS), "postgres", "redis"].toSorted())
  })

  it.each(Object.keys(READERS))("starts %s as an installation does", (name) => {
    const [, ...rest] = compose.services[name]?.command ?? []
    expect(rest.filter((one) => one.startsWith("--"))).toEqual(NODE_FLAGS.get(name) ?? [])
    expect(compose.services[name]?.environment).toMatchObject(ALLOCATOR.get(name) ?? {})
  })

  it("starts files that the build makes", () => {
    for (const name of Object.keys(READERS)) {
      const [program, ...rest] = compose.services[name]?.command ?? []
      const file = rest.find((one) => !one.startsWith("--")) ?? ""
      expect(program, name).toBe("node")
      expect(existsSync(join(CHECKOUT, file)), `${name}: ${file}`).toBe(true)
    }
  })

  it("declares every secret, volume and service that is named, and uses every one declared", () => {
    const secrets = services.flatMap(([, service]) => service.secrets ?? [])
    const volumes = services.flatMap(([, service]) => service.volumes ?? [])
    expect(new Set(secrets)).toEqual(new Set(Object.keys(compose.secrets)))
    expect(new Set(volumes.map((volume) => volume.split(":")[0]))).toEqual(
      new Set(Object.keys(compose.volumes)),
    )
    for (const [name, service] of services) {
      for (const other of Object.keys(service.depends_on ?? {})) {
        expect(Object.keys(compose.services), name).toContain(other)
      }
      const files = Object.values(service.environment ?? {}).filter((v) => v.startsWith(SECRETS))
      const granted = (service.secrets ?? []).map((secret) => `${SECRETS}${secret}`)
      expect(granted, name).toEqual(expect.arrayContaining(files))
    }
  })

  it("names the secret files that gir secrets writes, each for its owner only", async () => {
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      const { mode } = await stat(join(folder.path, file))
      expect(mode & 0o777, name).toBe(0o600)
    }
  })

  it("gives each service an environment that the service accepts", () => {
    for (const [name, readConfig] of Object.entries(READERS)) {
      expect(() => readConfig(environmentOf(name)), name).not.toThrow()
    }
  })

  it("points all services to one database, one queue and one Storage Destination", () => {
    for (const [name, readConfig] of Object.entries(READERS)) {
      const config = readConfig(environmentOf(name)) as Record<string, unknown>
      expect(config["databaseUrl"], name).toMatch(
        /^postgres:\/\/gir:[\w-]{20,}@postgres:5432\/gir$/,
      )
      expect(config["redisUrl"], name).toBe("redis://redis:6379")
      if (name !== "migrate") {
        expect(config["storageDestination"], name).toBe(`file://${folder.path}/storage`)
      }
      expect(compose.services[name]?.volumes, name).toEqual([`state:${STATE}`])
    }
  })

  it("sends traces to the collector that the host names, else nowhere, under a name each", () => {
    const variable = "OTEL_EXPORTER_OTLP_ENDPOINT"
    const collector = "http://collector:4318"
    for (const [name, readConfig] of Object.entries(READERS)) {
      const tracingOf = (host: Environment) => readTracingConfig(environmentOf(name, host))
      const off = { endpoint: null, serviceName: null }
      expect(tracingOf({}), name).toEqual(off)
      expect(tracingOf({ [variable]: "" }), name).toEqual(off)
      expect(tracingOf({ [variable]: collector }), name).toEqual({ ...off, endpoint: collector })
      // What a span's service is called when nothing renames it.
      if (name !== "migrate")
        expect(readConfig(environmentOf(name))).toHaveProperty("nodeName", name)
    }
  })

  it("lets mcp, rcs and muxer scale: no port and no name of their own", () => {
    for (const name of ["mcp", "rcs", "muxer"]) {
      expect(Object.keys(compose.services[name] ?? {}), name).not.toContain("container_name")
      expect(compose.services[name]?.ports, name).toBeUndefined()
    }
  })

  it("publishes the guide's ports, and the console's, on loopback only", () => {
    const ports = services.flatMap(([name, service]) =>
      (service.ports ?? []).map((port) => `${name} ${port}`),
    )
    expect(ports.toSorted()).toEqual(["gax 127.0.0.1:8700:8080", "rws 127.0.0.1:8080:8080"])
  })

  it("keeps every acknowledged job over a kill of Redis", () => {
    const command = compose.services["redis"]?.command ?? []
    expect(command.join(" ")).toContain("--appendonly yes")
    expect(command.join(" ")).toContain("--maxmemory-policy noeviction")
    expect(compose.services["redis"]?.volumes).toEqual(["redis:/data"])
  })

  it("waits for the migration, and the migration for both servers", () => {
    const conditions = (name: string) =>
      Object.entries(compose.services[name]?.depends_on ?? {}).map(
        ([other, { condition }]) => `${other} ${condition}`,
      )
    expect(conditions("migrate")).toEqual(["postgres service_healthy", "redis service_healthy"])
    for (const name of Object.keys(READERS).filter((one) => one !== "migrate")) {
      expect(conditions(name), name).toEqual(["migrate service_completed_successfully"])
    }
  })

  it("checks the health of every server", () => {
    expect(read("Dockerfile")).toMatch(/^HEALTHCHECK .*\/readyz/m)
    const unchecked = services.filter(([, { build, healthcheck }]) =>
      build === undefined ? healthcheck?.test === undefined : healthcheck?.disable === true,
    )
    expect(unchecked.map(([name]) => name)).toEqual(["migrate"])
  })
})

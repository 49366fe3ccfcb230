import { join } from "node:path"
import { execFile } from "node:child_process"
import { availableParallelism } from "node:os"
import { promisify } from "node:util"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { systemClock } from "@gir/sim"
import { issueRecordingCertificate, startOwnRedis, type Fleet } from "@gir/simulator"
import { until } from "../../harness/await-condition.ts"
import { GUIDE_PATH, TENANT } from "../../harness/provision.ts"
import { EACH_PROCESS } from "../../harness/run-gir.ts"
import { tempFolder } from "../../harness/temp-folder.ts"
import {
  ONE_OF_EACH,
  startTestInstallation,
  type TestInstallation,
} from "../../harness/test-installation.ts"
import type { BenchRun } from "./bench-run.ts"

/** Calls that each recorder of a bench records at the same time. */
export const LANES = 16

/** A recorder has one event loop: as many of them as there are cores use the whole machine. */
export const ALL_CORES: Fleet = { mcp: availableParallelism(), rcs: 1, muxer: 1 }

export type Backend = "postgresql" | "redis"

export interface SiteOptions {
  readonly backend?: Backend
  readonly fleet?: Fleet
  /** Calls that each recorder records at the same time. */
  readonly callsPerMcp?: number
}

/** Starts an installation of the bench's own, every service a process, at full speed. */
export async function openSite(
  run: BenchRun,
  { backend = "postgresql", fleet = ONE_OF_EACH, callsPerMcp = LANES }: SiteOptions = {},
): Promise<{ readonly installation: TestInstallation; readonly close: () => Promise<void> }> {
  const folder = await tempFolder()
  const removeFolder = run.owns(() => folder.remove())
  const redis = backend === "redis" ? await startOwnRedis(folder.path) : null
  const stopRedis = run.owns(async () => redis?.stop())
  run.say(`starts an installation on ${backend}: ${JSON.stringify(fleet)}`)
  const starting = startTestInstallation({
    fleet,
    processes: EACH_PROCESS,
    ...(redis === null ? {} : { redisUrl: redis.url }),
    environmentOf: ({ service }) => ({
      GIR_SIM: "off",
      ...(service === "mcp" ? { GIR_MCP_CONCURRENCY: String(callsPerMcp) } : {}),
    }),
  })
  // Over time while it starts: it is ended as soon as it has.
  const remove = run.owns(async () => (await starting.catch(() => null))?.remove())
  const installation = await starting
  const close = async (): Promise<void> => {
    await remove()
    await stopRedis()
    await removeFolder()
  }
  return { installation, close }
}

/** Runs some work on an installation of its own, which is gone afterwards. */
export async function onInstallation<T>(
  run: BenchRun,
  work: (installation: TestInstallation) => Promise<T>,
  options: SiteOptions = {},
): Promise<T> {
  const { installation, close } = await openSite(run, options)
  try {
    return await work(installation)
  } finally {
    await close()
  }
}

export interface ProfileFacts {
  readonly name: string
  readonly audio: "wav" | "mp3"
  /** None: calls are stored in clear. */
  readonly recipients: number
  readonly keyBits: 2_048 | 4_096
}

/** Makes an IVR Profile with certificates of its own. @returns its DBID. */
export async function makeProfile(
  { peers, ca }: TestInstallation,
  { name, audio, recipients, keyBits }: ProfileFacts,
): Promise<number> {
  const { dbid } = await peers.configuration.createProfile({
    name,
    displayName: name,
    description: "",
    tenant: TENANT,
    isEnabled: true,
    options: newIvrProfileOptions({
      caFilePath: GUIDE_PATH,
      mimeType: audio === "wav" ? "audio/wav" : "audio/mp3",
      envelopeProfile: "classic",
    }),
  })
  const administrator = await peers.logIn()
  for (let index = 0; index < recipients; index += 1) {
    const commonName = `${name} ${index + 1}`
    const made = await issueRecordingCertificate(ca, {
      commonName,
      now: systemClock.now(),
      keyBits,
    })
    const { certificatePem: certificate, privateKeyPem: privateKey } = made
    await administrator.upload({ certificate, privateKey })
    await administrator.deploy(dbid, made.certificate.sha256)
  }
  const { version } = await peers.configuration.profile(dbid)
  await until(`every recorder knows ${name}`, async () => {
    const fleet = await peers.mcps()
    return fleet.every(({ ivrProfiles }) =>
      ivrProfiles.some((profile) => profile.dbid === dbid && profile.version >= version),
    )
  })
  return dbid
}

/**
 * Does not block: by the time that it takes, a peer has closed its idle connections, which must be
 * heard of before the next request.
 *
 * @returns RSA private operations per second of one core, as OpenSSL measures them now.
 */
export async function rsaPrivateRate(keyBits: number): Promise<number> {
  const args = ["speed", "-seconds", "2", "-mr", `rsa${keyBits}`]
  const { stdout } = await promisify(execFile)("openssl", args)
  // "+F2:2:2048:1317.9:41956.2": private operations per second, then public ones; OpenSSL 1.1 has
  // seconds per operation in their place.
  const found = Number(/^\+F2:\d+:\d+:([\d.e-]+)/m.exec(stdout)?.[1])
  if (!(found > 0)) throw new Error(`openssl speed did not say: ${stdout}`)
  return found < 1 ? 1 / found : found
}

/** @returns the names of the nodes that record calls. */
export function recordersOf({ nodes }: TestInstallation): readonly string[] {
  return nodes.filter(({ service }) => service === "mcp").map(({ name }) => name)
}

export function fileIn({ folder }: TestInstallation, name: string): string {
  return join(folder, name)
}

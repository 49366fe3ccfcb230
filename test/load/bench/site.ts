import { join } from "node:path"
import { spawnSync } from "node:child_process"
import { newIvrProfileOptions } from "@gir/ivr-profile"
import { systemClock } from "@gir/sim"
import { issueRecordingCertificate, startOwnRedis } from "@gir/simulator"
import { until } from "../../harness/await-condition.ts"
import { GUIDE_PATH, TENANT } from "../../harness/provision.ts"
import { EACH_PROCESS } from "../../harness/run-gir.ts"
import { tempFolder } from "../../harness/temp-folder.ts"
import {
  ONE_OF_EACH,
  startTestInstallation,
  type TestInstallation,
} from "../../harness/test-installation.ts"

/** Calls that the recorder of a bench records at the same time. */
export const LANES = 16

export type Backend = "postgresql" | "redis"

/** Runs some work on an installation of its own, every service a process, at full speed. */
export async function onInstallation<T>(
  work: (installation: TestInstallation) => Promise<T>,
  { backend = "postgresql" }: { readonly backend?: Backend } = {},
): Promise<T> {
  const folder = await tempFolder()
  const redis = backend === "redis" ? await startOwnRedis(folder.path) : null
  const installation = await startTestInstallation({
    fleet: ONE_OF_EACH,
    processes: EACH_PROCESS,
    ...(redis === null ? {} : { redisUrl: redis.url }),
    environmentOf: ({ service }) => ({
      GIR_SIM: "off",
      ...(service === "mcp" ? { GIR_MCP_CONCURRENCY: String(LANES) } : {}),
    }),
  })
  try {
    return await work(installation)
  } finally {
    await installation.remove()
    await redis?.stop()
    await folder.remove()
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
  await until(`the recorder knows ${name}`, async () => {
    const fleet = await peers.mcps()
    const known = fleet.flatMap(({ ivrProfiles }) => ivrProfiles)
    return known.some((profile) => profile.dbid === dbid && profile.version >= version)
  })
  return dbid
}

/** @returns RSA private operations per second of one core, as OpenSSL measures them now. */
export function rsaPrivateRate(keyBits: number): number {
  const args = ["speed", "-seconds", "2", "-mr", `rsa${keyBits}`]
  const { stdout } = spawnSync("openssl", args, { encoding: "utf8" })
  // "+F2:2:2048:1317.9:41956.2": private operations per second, then public ones; OpenSSL 1.1 has
  // seconds per operation in their place.
  const found = Number(/^\+F2:\d+:\d+:([\d.e-]+)/m.exec(stdout)?.[1])
  if (!(found > 0)) throw new Error(`openssl speed did not say: ${stdout}`)
  return found < 1 ? 1 / found : found
}

export function fileIn({ folder }: TestInstallation, name: string): string {
  return join(folder, name)
}

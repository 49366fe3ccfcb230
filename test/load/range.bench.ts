import { request, type IncomingMessage } from "node:http"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pathToFileURL } from "node:url"
import { encryptContent } from "@gir/cms-encrypt"
import {
  DEFAULT_CONTACT_CENTER_ID,
  describeMediaFile,
  mediaIdOf,
  type MediaReceipt,
} from "@gir/contracts"
import { migrate, startEmbeddedPostgres } from "@gir/database"
import { prepareQueue } from "@gir/queue"
import { buildRcs, readRcsConfig } from "@gir/rcs"
import { buildRws, readRwsConfig } from "@gir/rws"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { openStorageDestination, putStream } from "@gir/storage"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { afterAll, beforeAll, bench, describe } from "vitest"

/**
 * Time to the first byte of a recording of 1 GiB at 90 % of its length, over HTTP, through RCS and
 * RWS, with PostgreSQL and a disk. Run: npx vitest bench --run --project e2e test/load
 */
const GIB = 1_073_741_824
const CHUNK_BYTES = 1_048_576
const SEEK = Math.floor(GIB * 0.9)
const TOKEN = "service-token-of-the-bench"
const asService = { authorization: `Bearer ${TOKEN}` }
const PASSWORD = "password-of-the-bench"

const PROFILES = ["classic", "modern"] as const
type Profile = (typeof PROFILES)[number]

interface Bed {
  readonly rcsPort: number
  readonly tokens: ReadonlyMap<Profile, { readonly path: string; readonly token: string }>
  stop(): Promise<void>
}

let bed: Bed
beforeAll(async () => {
  bed = await makeBed()
}, 300_000)
afterAll(() => bed.stop())

describe("first byte at 90 % of 1 GiB", () => {
  for (const profile of PROFILES) {
    bench(profile, async () => firstByte(bed.rcsPort, bed.tokens.get(profile)!), {
      iterations: 40,
      time: 0,
      warmupIterations: 5,
      warmupTime: 0,
    })
  }
})

/** Resolves at the first byte, and hangs up. */
function firstByte(port: number, { path, token }: { path: string; token: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, range: `bytes=${SEEK}-` }
    const call = request({ host: "127.0.0.1", port, path, headers })
    call.once("error", reject)
    call.once("response", (answer: IncomingMessage) => {
      if (answer.statusCode !== 206) reject(new Error(`answered ${answer.statusCode}`))
      answer.once("data", () => {
        resolve()
        call.off("error", reject).on("error", () => {})
        answer.destroy()
      })
    })
    call.end()
  })
}

async function makeBed(): Promise<Bed> {
  const folder = await mkdtemp(join(tmpdir(), "gir-range-"))
  const logger = silentLogger
  const postgres = await startEmbeddedPostgres({ folder: join(folder, "postgres"), logger })
  await migrate({ url: postgres.url, logger })
  await prepareQueue({ databaseUrl: postgres.url, redisUrl: null, logger })
  const env = await environment(folder, postgres.url)
  const context = (name: string) => ({ name, clock: systemClock, faults: noFaults, logger })
  const rws = await buildRws(readRwsConfig(env), context("rws"))
  const rwsPort = await listen(rws)
  const rcsEnv = { ...env, GIR_RWS_URL: `http://127.0.0.1:${rwsPort}` }
  const rcs = await buildRcs(readRcsConfig(rcsEnv), context("rcs"))
  const rcsPort = await listen(rcs)
  const certificate = await uploadCertificate(rcs)
  const tokens = new Map<Profile, { path: string; token: string }>()
  for (const profile of PROFILES) {
    const mediaId = await storeRecording(rws, { profile, certificate, env })
    tokens.set(profile, { path: `/rcs/media/${mediaId}`, token: await tokenFor(rcs, mediaId) })
  }
  return {
    rcsPort,
    tokens,
    stop: async () => {
      rcs.app.server.closeAllConnections()
      await rcs.close()
      await rws.close()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function environment(folder: string, databaseUrl: string): Promise<Record<string, string>> {
  const secret = async (name: string, content: string): Promise<string> => {
    const file = join(folder, name)
    await writeFile(file, content, { mode: 0o600 })
    return file
  }
  const storage = join(folder, "recordings")
  await mkdir(storage)
  const administration = "Administration of Recording Certificates and Keys"
  const users = [{ userName: "admin", password: PASSWORD, privileges: [administration] }]
  return {
    GIR_NODE_ROOT: join(folder, "node"),
    GIR_DATABASE_URL: databaseUrl,
    GIR_SERVICE_TOKEN_FILE: await secret("token", TOKEN),
    GIR_STORAGE_DESTINATION: pathToFileURL(storage).href,
    GIR_RCS_USERS_FILE: await secret("users.json", JSON.stringify(users)),
  }
}

async function listen({ app }: Service): Promise<number> {
  await app.listen({ host: "127.0.0.1", port: 0 })
  return (app.server.address() as AddressInfo).port
}

async function uploadCertificate({ app }: Service): Promise<Certificate> {
  const { privateKey, privateKeyPem } = await generateKeyPair(2_048)
  const { certificate, pem } = issueCertificate({
    subject: { commonName: "Bench" },
    issuer: "self",
    privateKey,
    role: "recording",
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2040-01-01T00:00:00Z"),
  })
  const credentials = { userName: "admin", password: PASSWORD }
  const session = await app.inject({ method: "POST", url: "/sessions", payload: credentials })
  const headers = { "x-rcs-session": session.json<{ sessionId: string }>().sessionId }
  const payload = { certificate: pem, privateKey: privateKeyPem }
  const answer = await app.inject({ method: "POST", url: "/certificates", headers, payload })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return certificate
}

async function tokenFor({ app }: Service, mediaId: string): Promise<string> {
  const payload = { mediaId }
  const url = "/playback-tokens"
  const answer = await app.inject({ method: "POST", url, headers: asService, payload })
  return answer.json<{ token: string }>().token
}

function* clearBytes(): Generator<Buffer> {
  const chunk = Buffer.alloc(CHUNK_BYTES, "clear bytes of a long recording. ")
  for (let made = 0; made < GIB; made += CHUNK_BYTES) yield chunk
}

interface NewRecording {
  readonly profile: Profile
  readonly certificate: Certificate
  readonly env: Readonly<Record<string, string>>
}

async function storeRecording(
  { app }: Service,
  { profile, certificate, env }: NewRecording,
): Promise<string> {
  const id = profile.toUpperCase().padEnd(32, "0")
  const encryption = encryptContent({
    recipients: [certificate],
    envelopeProfile: profile,
    contentBytes: GIB,
  })
  const storageKey = `${id}/00000000/call.wav.p7m`
  const { storedBytes } = await putStream(openStorageDestination(env["GIR_STORAGE_DESTINATION"]!), {
    key: storageKey,
    source: Readable.from(clearBytes()),
    stages: [encryption.stream],
  })
  const time = "2026-12-01T10:00:00.000Z"
  const receipt: MediaReceipt = {
    mediaId: mediaIdOf(id, "call"),
    kind: "call",
    fileName: "call.wav",
    type: "audio/wav",
    startTime: time,
    stopTime: time,
    durationMs: 0,
    storageKey,
    storedBytes,
    plaintextBytes: GIB,
    protection: {
      container: "pkcs7",
      envelopeProfile: profile,
      cipher: encryption.cipher,
      recipients: [
        {
          issuer: certificate.issuer.rfc4514,
          serialNumber: certificate.serialNumber,
          subject: "Bench",
          certificateSha256: certificate.sha256,
        },
      ],
    },
    segments: encryption.segments(),
    fingerprint: { kind: "bytes", sha256: "0".repeat(64), byteCount: GIB },
  }
  const described = { recordingId: id, tenant: "", ivrProfileName: "", parameters: {} }
  const payload = {
    id,
    callerPhoneNumber: "1",
    dialedPhoneNumber: "2",
    startTime: time,
    stopTime: time,
    mediaFiles: [describeMediaFile(receipt, described)],
    eventHistory: [],
  }
  const url = `/api/v2/ops/contact-centers/${DEFAULT_CONTACT_CENTER_ID}/recordings`
  const answer = await app.inject({ method: "POST", url, headers: asService, payload })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return receipt.mediaId
}

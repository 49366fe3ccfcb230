import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import {
  mediaIdOf,
  type CertificateUpload,
  type MediaReceipt,
  type Privilege,
  type UploadedCertificate,
} from "@gir/contracts"
import { createService, silentLogger, type App } from "@gir/service-kit"
import { type Faults, manualClock, type ManualClock, noFaults } from "@gir/sim"
import { onTestFinished } from "vitest"
import { readRcsConfig, type RcsConfig } from "../src/config.ts"
import { createParts, type RcsParts } from "../src/parts.ts"
import { rcsRoutes } from "../src/rcs-routes.ts"
import { openDecryptPool } from "../src/decrypt-pool/decrypt-pool.ts"
import { envelopedData, segmentDigests } from "./envelope.ts"
import { testFolder } from "./folder.ts"
import { memoryRecords, type MemoryRecords } from "./memory-records.ts"
import { NOW, type TestPair } from "./pki.ts"
import { SOURCE_PROGRAM } from "./source-program.ts"
import { stubRws, type StubRws } from "./stub-rws.ts"

export const SERVICE_TOKEN = "service-token-of-the-tests"
export const ADMINISTRATION: Privilege = "Administration of Recording Certificates and Keys"
export const DECRYPT: Privilege = "Decrypt a Recording"

export interface Rcs {
  readonly app: App
  readonly parts: RcsParts
  readonly clock: ManualClock
  readonly rws: StubRws
  readonly nodeRoot: string
  readonly config: RcsConfig
  readonly records: MemoryRecords
  /** Address of the listening server. */
  readonly url: string
}

interface StartOptions {
  /** Default: a fresh one. Give one to "restart" RCS. */
  readonly nodeRoot?: string
  readonly rws?: StubRws
  readonly records?: MemoryRecords
  readonly environment?: Record<string, string>
  readonly faults?: Faults
}

/** One for all tests of a file: a thread takes long to start from the sources. */
const DECRYPT_POOL = openDecryptPool({ size: 1, program: SOURCE_PROGRAM })

/** RCS with all its routes on a free port, against a stub of RWS. */
export async function startRcs(options: StartOptions = {}): Promise<Rcs> {
  const nodeRoot = options.nodeRoot ?? join(testFolder(), "rcs")
  const rws = options.rws ?? (await stubRws(SERVICE_TOKEN))
  const config = readRcsConfig({ ...environment(nodeRoot, rws.url), ...options.environment })
  const clock = manualClock(NOW)
  const records = options.records ?? memoryRecords(clock)
  const context = { name: "rcs-1", clock, faults: options.faults ?? noFaults, logger: silentLogger }
  const parts = { ...(await createParts(config, context, records)), decryptPool: DECRYPT_POOL }
  const app = createService(context)
  rcsRoutes(app, parts)
  await app.listen({ host: "127.0.0.1", port: 0 })
  onTestFinished(async () => {
    app.server.closeAllConnections()
    await app.close()
    await parts.rws.close()
  })
  const { port } = app.server.address() as AddressInfo
  return { app, parts, clock, rws, nodeRoot, config, records, url: `http://127.0.0.1:${port}` }
}

/** Users `admin` and `player` with one privilege each, and `nobody` without any. */
export function environment(nodeRoot: string, rwsUrl: string): Record<string, string> {
  mkdirSync(nodeRoot, { recursive: true })
  const secret = (name: string, content: string): string => {
    const file = join(nodeRoot, name)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }
  const users = [
    { userName: "admin", password: "admin-password", privileges: [ADMINISTRATION] },
    { userName: "player", password: "player-password", privileges: [DECRYPT] },
    { userName: "nobody", password: "nobody-password", privileges: [] },
  ]
  return {
    GIR_NODE_ROOT: nodeRoot,
    GIR_DATABASE_URL: "postgres://127.0.0.1:1/unused",
    GIR_RWS_URL: rwsUrl,
    GIR_SERVICE_TOKEN_FILE: secret("service.token", SERVICE_TOKEN),
    GIR_RCS_USERS_FILE: secret("users.json", JSON.stringify(users)),
  }
}

/** @returns the header of a new session. */
export async function logIn(app: App, userName: string): Promise<{ "x-rcs-session": string }> {
  const payload = { userName, password: `${userName}-password` }
  const answer = await app.inject({ method: "POST", url: "/sessions", payload })
  return { "x-rcs-session": answer.json<{ sessionId: string }>().sessionId }
}

export function uploadOf(pair: TestPair): CertificateUpload {
  return { certificate: pair.certificatePem, privateKey: pair.keyPair.privateKeyPem }
}

export async function upload(
  app: App,
  payload: CertificateUpload,
): Promise<{ status: number; body: UploadedCertificate & { code?: string; detail?: string } }> {
  const headers = await logIn(app, "admin")
  const answer = await app.inject({ method: "POST", url: "/certificates", headers, payload })
  return { status: answer.statusCode, body: answer.json() }
}

/** @returns the header that plays this media file. */
export async function playbackHeader(
  app: App,
  mediaId: string,
): Promise<{ authorization: string }> {
  const answer = await app.inject({
    method: "POST",
    url: "/playback-tokens",
    headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
    payload: { mediaId },
  })
  return { authorization: `Bearer ${answer.json<{ token: string }>().token}` }
}

let recordingCount = 0

/** Puts a recording into the stub: encrypted to `recipients`, or clear when there are none. */
export function store(
  rws: StubRws,
  plaintext: Buffer,
  recipients: readonly TestPair[],
): MediaReceipt {
  const certificates = recipients.map(({ certificate }) => certificate)
  const stored = certificates.length === 0 ? plaintext : envelopedData(plaintext, certificates)
  recordingCount += 1
  const recordingId = String(recordingCount).padStart(32, "0")
  const byteDigest = createHash("sha256").update(plaintext).digest("hex")
  const receipt: MediaReceipt = {
    mediaId: mediaIdOf(recordingId, "call"),
    kind: "call",
    fileName: "call.mp3",
    type: "audio/mp3",
    startTime: "2026-11-24T12:00:00.000Z",
    stopTime: "2026-11-24T12:00:30.000Z",
    durationMs: 30_000,
    storageKey: `${recordingId}/01234567/call.mp3`,
    storedBytes: stored.length,
    plaintextBytes: plaintext.length,
    protection:
      certificates.length === 0
        ? null
        : {
            container: "pkcs7",
            envelopeProfile: "classic",
            cipher: "aes256-cbc",
            recipients: certificates.map((certificate) => ({
              issuer: certificate.issuer.rfc4514,
              serialNumber: certificate.serialNumber,
              subject: certificate.subject.commonName ?? "",
              certificateSha256: certificate.sha256,
            })),
          },
    segments: segmentDigests(stored),
    fingerprint: { kind: "bytes", sha256: byteDigest, byteCount: plaintext.length },
  }
  rws.media.set(receipt.mediaId, { receipt, stored })
  return receipt
}

import { encryptContent, segmentDigester } from "@gir/cms-encrypt"
import { captureCall, mediaDigester } from "@gir/media"
import { noFaults } from "@gir/sim"
import { openStorageDestination, putStream } from "@gir/storage"
import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto"
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { PassThrough, Readable, type Transform } from "node:stream"
import { finished } from "node:stream/promises"
import { pathToFileURL } from "node:url"
import type { BedPart, LoadBed } from "../bed/load-bed.ts"
import type { CostStep, PartCost } from "../report/load-document.ts"

const REPEATS = 20
const CHUNK_BYTES = 65_536
const CEK_BYTES = 32

/**
 * What one recording of each part of the mix costs, step by step: each step alone, on this machine,
 * right after the load, with the load's own sound and certificates. Processor time of all threads.
 */
export async function measureCosts(bed: LoadBed): Promise<readonly PartCost[]> {
  const folder = join(bed.callFolder, "costs")
  await mkdir(folder)
  const costs: PartCost[] = []
  for (const part of bed.parts) costs.push(await costOf(part, folder))
  return costs
}

async function costOf({ part, calls, certificates }: BedPart, folder: string): Promise<PartCost> {
  const call = calls[Math.floor(calls.length / 2)]
  if (call === undefined) throw new RangeError("a part without calls")
  const sound = await readFile(call.path)
  const type = part.audio === "wav" ? "audio/wav" : "audio/mp3"
  const sealing = part.isEncrypted ? await sealingCost({ part, certificates }, sound) : {}
  const steps: Partial<Record<CostStep, number>> = {
    ...sealing,
    digests: await perRun(async () => {
      digest(type, sound)
      await through(segmentDigester(), sound)
    }),
    "audio encoding": await perRun(() => capture(call.path, type)),
    storage: await storageCost(folder, sound),
  }
  return { bytes: sound.length, stepsMs: steps }
}

/** What is done only because the call is encrypted. */
async function sealingCost(
  { part, certificates }: Pick<BedPart, "part" | "certificates">,
  sound: Buffer,
): Promise<Partial<Record<CostStep, number>>> {
  const cek = randomBytes(CEK_BYTES)
  const isClassic = part.envelope === "classic"
  const padding = isClassic ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING
  const rsa = await perRun(() => {
    for (const { publicKey: key } of certificates) publicEncrypt({ key, padding }, cek)
  })
  const { envelope: envelopeProfile } = part
  const empty = await perRun(() => {
    const options = { recipients: certificates, envelopeProfile, contentBytes: 0 }
    return through(encryptContent(options).stream, Buffer.alloc(0))
  })
  const aes = await perRun(() => encrypt(isClassic ? "aes-256-cbc" : "aes-256-gcm", cek, sound))
  cek.fill(0)
  // An envelope around nothing is RSA, the DER of names, keys and lengths, and opening the stream.
  return { RSA: rsa, "ASN.1": Math.max(0, empty - rsa), AES: aes }
}

/** @returns milliseconds of processor time of this process for one run of `work`. */
async function perRun(work: () => unknown): Promise<number> {
  await work()
  const before = process.cpuUsage()
  for (let run = 0; run < REPEATS; run += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / REPEATS
}

function encrypt(name: "aes-256-cbc" | "aes-256-gcm", key: Buffer, sound: Buffer): void {
  const iv = randomBytes(name === "aes-256-cbc" ? 16 : 12)
  const cipher = createCipheriv(name as "aes-256-gcm", key, iv)
  for (const chunk of chunksOf(sound)) cipher.update(chunk)
  cipher.final()
}

function digest(type: "audio/wav" | "audio/mp3", sound: Buffer): void {
  const digester = mediaDigester(type)
  for (const chunk of chunksOf(sound)) digester.update(chunk)
  digester.finish()
}

async function capture(path: string, type: "audio/wav" | "audio/mp3"): Promise<void> {
  const source = { kind: "file", path } as const
  const { stream } = await captureCall({ source, type, channels: "keep", pace: "fast" })
  for await (const chunk of stream) void chunk
}

/** Durable, under keys of its own beside the calls, where nobody counts them. */
async function storageCost(folder: string, sound: Buffer): Promise<number> {
  const storage = openStorageDestination(pathToFileURL(folder).href, noFaults)
  return perRun(async () => {
    const key = `${randomBytes(8).toString("hex")}/${randomBytes(4).toString("hex")}/call`
    await putStream(storage, { key, source: Readable.from(chunksOf(sound)), stages: [passing()] })
  })
}

function passing(): Transform {
  return new PassThrough({ highWaterMark: CHUNK_BYTES })
}

async function through(stage: Transform, bytes: Buffer): Promise<void> {
  stage.resume()
  for (const chunk of chunksOf(bytes)) stage.write(chunk)
  stage.end()
  await finished(stage)
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

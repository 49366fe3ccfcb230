import { decryptEnvelope, memorySource, openEnvelope } from "@gir/cms-decrypt"
import { encryptContent, type ContentEncryption, type EncryptionOptions } from "@gir/cms-encrypt"
import type { SegmentDigests } from "@gir/cms"
import { once } from "node:events"
import { Readable } from "node:stream"
import type { BenchRecipient } from "./bench-context.ts"

export interface Content {
  /** Written again and again until there are enough bytes. */
  readonly chunk: Buffer
  readonly times: number
}

/** Encrypts in memory, and keeps nothing of the result. */
export async function encrypt(
  options: EncryptionOptions,
  { chunk, times }: Content,
): Promise<ContentEncryption> {
  const encryption = encryptContent({ ...options, contentBytes: chunk.length * times })
  const { stream } = encryption
  const ended = drain(stream)
  for (let time = 0; time < times; time += 1) {
    if (!stream.write(chunk)) await once(stream, "drain")
  }
  stream.end()
  await ended
  return encryption
}

export interface StoredEnvelope {
  readonly bytes: Buffer
  readonly segments: SegmentDigests
}

export async function encryptAndKeep(
  options: EncryptionOptions,
  { chunk, times }: Content,
): Promise<StoredEnvelope> {
  const encryption = encryptContent({ ...options, contentBytes: chunk.length * times })
  const parts: Buffer[] = []
  encryption.stream.on("data", (part: Buffer) => parts.push(part))
  const ended = once(encryption.stream, "end")
  for (let time = 0; time < times; time += 1) {
    if (!encryption.stream.write(chunk)) await once(encryption.stream, "drain")
  }
  encryption.stream.end()
  await ended
  return { bytes: Buffer.concat(parts), segments: encryption.segments() }
}

/** Opens in memory, and keeps nothing of the content. */
export async function decrypt(
  { bytes, segments }: { readonly bytes: Buffer; readonly segments: SegmentDigests | null },
  { key }: BenchRecipient,
): Promise<void> {
  const opened = await openEnvelope(memorySource(bytes), {
    keys: [key],
    segments,
    policy: "compat",
  })
  try {
    await drain(opened.content())
  } finally {
    opened.close()
  }
}

/** Opens what is in memory as a whole, at once, as it suits short recordings. */
export async function decryptWhole(
  { bytes, segments }: { readonly bytes: Buffer; readonly segments: SegmentDigests | null },
  { key }: BenchRecipient,
): Promise<void> {
  await decryptEnvelope(bytes, { keys: [key], segments, policy: "compat" })
}

/** Takes every chunk as a pipe does, by a listener: `resume` alone puts each into a queue first. */
export async function drain(stream: Readable): Promise<void> {
  await once(stream.on("data", discard), "end")
}

function discard(chunk: Buffer): void {
  void chunk
}

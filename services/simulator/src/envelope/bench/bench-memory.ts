import { cipherEntry, type ContentCipher } from "@gir/cms"
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  type CipherGCM,
  type CipherGCMTypes,
  type DecipherGCM,
} from "node:crypto"
import type { BenchContext } from "./bench-context.ts"
import { decrypt, encrypt, encryptAndKeep, type Content } from "./envelopes.ts"
import { measure, type Contest, type Figure } from "./measure.ts"

const CHUNK_BYTES = 65_536
const CHUNKS = 2_048
const TARGET = 0.9

/** The whole engine against a loop that does nothing but encrypt, or decrypt, the same chunks. */
export async function benchMemory(context: BenchContext, chunks = CHUNKS): Promise<Figure[]> {
  const content = { chunk: randomBytes(CHUNK_BYTES), times: chunks }
  const figures: Figure[] = []
  for (const cipher of ["aes256-cbc", "aes256-gcm"] as const) {
    for (const one of await contests(cipher, content, context)) {
      context.signal.throwIfAborted()
      figures.push(await measure({ ...context, ...one }))
    }
  }
  return figures
}

interface NamedContest extends Contest {
  readonly name: string
  readonly against: string
  readonly target: number | null
}

async function contests(
  cipher: ContentCipher,
  content: Content,
  { recipients: [recipient] }: BenchContext,
): Promise<readonly NamedContest[]> {
  const { title, mode } = cipherEntry(cipher)
  const isGcm = mode === "gcm"
  const options = {
    recipients: [recipient.certificate],
    envelopeProfile: "classic",
    cipher,
  } as const
  const stored = await encryptAndKeep(options, content)
  return [
    {
      name: `encrypt ${title}`,
      against: "cipher",
      target: TARGET,
      ours: () => encrypt({ ...options, isDigested: false }, content),
      theirs: async () => bareEncrypt(cipher, content, false),
    },
    {
      name: `encrypt ${title} with digests`,
      against: "cipher + SHA-256",
      target: TARGET,
      ours: () => encrypt(options, content),
      theirs: async () => bareEncrypt(cipher, content, true),
    },
    {
      // Without digests the tag of GCM is checked in a pass of its own, before anything is released.
      name: `decrypt ${title}${isGcm ? ", foreign: verified first" : ""}`,
      against: isGcm ? "cipher, one pass" : "cipher",
      target: isGcm ? null : TARGET,
      ours: () => decrypt({ ...stored, segments: null }, recipient),
      theirs: async () => bareDecrypt(cipher, stored.bytes, false),
    },
    {
      name: `decrypt ${title} with digests`,
      against: "cipher + SHA-256",
      target: TARGET,
      ours: () => decrypt(stored, recipient),
      theirs: async () => bareDecrypt(cipher, stored.bytes, true),
    },
  ]
}

export function bareEncrypt(
  cipher: ContentCipher,
  { chunk, times }: Content,
  isDigested: boolean,
): void {
  const { nodeName, cekBytes, ivBytes } = cipherEntry(cipher)
  const aes = createCipheriv(
    nodeName as CipherGCMTypes,
    randomBytes(cekBytes),
    randomBytes(ivBytes),
  ) as CipherGCM
  const hash = isDigested ? createHash("sha256") : null
  for (let time = 0; time < times; time += 1) {
    const part = aes.update(chunk)
    hash?.update(part)
  }
  aes.final()
  hash?.digest()
}

export function bareDecrypt(cipher: ContentCipher, bytes: Buffer, isDigested: boolean): void {
  const { nodeName, cekBytes, ivBytes } = cipherEntry(cipher)
  const aes = createDecipheriv(
    nodeName as CipherGCMTypes,
    randomBytes(cekBytes),
    randomBytes(ivBytes),
  ) as DecipherGCM
  const hash = isDigested ? createHash("sha256") : null
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const part = bytes.subarray(at, at + CHUNK_BYTES)
    hash?.update(part)
    aes.update(part)
  }
  hash?.digest()
}

import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import {
  encodeHeader,
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
} from "@gir/asn1"
import type { MediaReceipt, SegmentDigests } from "@gir/contracts"
import type { RecordingsClient } from "../src/recordings-client.ts"
import { keyTransRecipientInfo } from "./envelope.ts"
import type { TestPair } from "./pki.ts"

const SEGMENT_BYTES = 1_048_576
const BLOCK_BYTES = 16
const CHUNK_BYTES = 65_536

export interface LargeRecording {
  readonly plaintextBytes: number
  readonly recordings: RecordingsClient
  /** Bytes that were handed out so far, with what a stream reads ahead. */
  readBytes(): number
  /** One clear byte. */
  byteAt(position: number): number
}

/**
 * An encrypted recording that exists nowhere, so that it can be as large as a real one: after the
 * header the same ciphertext is repeated segment by segment, and the last block makes a good padding.
 *
 * @param template a receipt for the same recipient; its lengths and digests are replaced.
 */
export function largeRecording(
  contentBytes: number,
  { recipient, template }: { recipient: TestPair; template: MediaReceipt },
): LargeRecording {
  const [cek, iv, pattern] = [randomBytes(32), randomBytes(16), randomBytes(SEGMENT_BYTES)]
  const head = envelopeHead(contentBytes, { recipient, cek, iv })
  const totalBytes = head.length + contentBytes
  const lastAt = totalBytes - BLOCK_BYTES
  const cipherByte = (position: number): number =>
    pattern[(position - head.length) % SEGMENT_BYTES]!
  const blockAt = (at: number): Buffer =>
    Buffer.from(Array.from({ length: BLOCK_BYTES }, (_, index) => cipherByte(at + index)))
  const last = paddedBlock(cek, blockAt(lastAt - BLOCK_BYTES))
  const bytes = (from: number, to: number): Buffer => {
    const part = Buffer.alloc(to - from)
    for (let at = from; at < to; at += 1) {
      if (at < head.length) part[at - from] = head[at]!
      else part[at - from] = at < lastAt ? cipherByte(at) : last[at - lastAt]!
    }
    return part
  }
  let readBytes = 0
  const receipt: MediaReceipt = {
    ...template,
    storedBytes: totalBytes,
    plaintextBytes: contentBytes - 1,
    segments: digestsOf(totalBytes, bytes),
  }
  function* chunks(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to; at += CHUNK_BYTES) {
      const end = Math.min(at + CHUNK_BYTES, to)
      readBytes += end - at
      yield bytes(at, end)
    }
  }
  return {
    plaintextBytes: receipt.plaintextBytes,
    readBytes: () => readBytes,
    recordings: {
      receipt: async () => receipt,
      census: async () => ({ groups: [], recipients: [], clear: 0 }),
      storedBytes: () => ({
        totalBytes,
        // Nothing is read ahead: what is counted was asked for.
        read: async (from, to) => Readable.from(chunks(from, to), { highWaterMark: 1 }),
      }),
    },
    byteAt: (position) => {
      const at = head.length + Math.floor(position / BLOCK_BYTES) * BLOCK_BYTES
      const decipher = createDecipheriv("aes-256-cbc", cek, blockAt(at - BLOCK_BYTES))
      decipher.setAutoPadding(false)
      return decipher.update(blockAt(at))[position % BLOCK_BYTES]!
    },
  }
}

/** All that stands before the content (RFC 5652 §6.1), with the lengths of what is not there. */
function envelopeHead(
  contentBytes: number,
  { recipient, cek, iv }: { recipient: TestPair; cek: Buffer; iv: Buffer },
): Buffer {
  const open = (identifier: number, ...parts: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(parts)
    return Buffer.concat([encodeHeader(identifier, body.length + contentBytes), body])
  }
  const algorithm = encodeSequence(encodeOid("2.16.840.1.101.3.4.1.42"), encodeOctetString(iv))
  const content = open(0x30, encodeOid("1.2.840.113549.1.7.1"), algorithm, open(0x80))
  const recipientInfos = encodeSet(keyTransRecipientInfo(recipient.certificate, cek))
  const enveloped = open(0x30, encodeInteger(0), recipientInfos, content)
  return open(0x30, encodeOid("1.2.840.113549.1.7.3"), open(0xa0, enveloped))
}

/** The block that decrypts to fifteen bytes and a padding of one. */
function paddedBlock(cek: Buffer, previous: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cbc", cek, previous)
  cipher.setAutoPadding(false)
  return cipher.update(Buffer.alloc(BLOCK_BYTES, 1))
}

/** Between the first and the last two, every segment has the same bytes. */
function digestsOf(
  totalBytes: number,
  bytes: (from: number, to: number) => Buffer,
): SegmentDigests {
  const count = Math.ceil(totalBytes / SEGMENT_BYTES)
  const digestOf = (index: number): Buffer => {
    const from = index * SEGMENT_BYTES
    const part = bytes(from, Math.min(from + SEGMENT_BYTES, totalBytes))
    return createHash("sha256").update(part).digest()
  }
  const middle = digestOf(1)
  const digests = Array.from({ length: count }, (_, index) =>
    index === 0 || index >= count - 2 ? digestOf(index) : middle,
  )
  return {
    segmentBytes: SEGMENT_BYTES,
    totalBytes,
    root: createHash("sha256").update(Buffer.concat(digests)).digest("hex"),
    digests: digests.map((digest) => digest.toString("hex")),
  }
}

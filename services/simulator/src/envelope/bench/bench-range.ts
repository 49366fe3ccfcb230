import { openEnvelope, type CiphertextSource } from "@gir/cms-decrypt"
import { encryptContent } from "@gir/cms-encrypt"
import { SEGMENT_BYTES, type ContentCipher } from "@gir/cms"
import { seededRandom } from "@gir/sim"
import { randomBytes } from "node:crypto"
import { createWriteStream } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { openEnvelopeInput } from "../input-file.ts"
import type { BenchContext } from "./bench-context.ts"
import { drain } from "./envelopes.ts"
import { measure, type Figure } from "./measure.ts"
import { inScratchFolder } from "./scratch-folder.ts"

export const MEBIBYTE = 1024 * 1024
const RANGE_BYTES = 65_536
const RANGES = 50

export interface RangeFigure extends Figure {
  /** Most segments of the stored file that were read for one range, the header's not counted. */
  readonly segmentsRead: number
}

/** Stretches from anywhere in a long recording, against reading it whole. */
export function benchRange(context: BenchContext): Promise<RangeFigure[]> {
  return inScratchFolder(2 * context.fileMebibytes * MEBIBYTE, async (folder) => {
    const figures: RangeFigure[] = []
    for (const cipher of ["aes256-cbc", "aes256-gcm"] as const) {
      figures.push(await benchCipher(context, cipher, join(folder, cipher)))
    }
    return figures
  })
}

async function benchCipher(
  context: BenchContext,
  cipher: ContentCipher,
  path: string,
): Promise<RangeFigure> {
  const { signal, recipients, fileMebibytes } = context
  const [{ certificate, key }] = recipients
  const contentBytes = fileMebibytes * MEBIBYTE
  const encryption = encryptContent({
    recipients: [certificate],
    envelopeProfile: "classic",
    cipher,
    contentBytes,
  })
  await pipeline(mebibytes(fileMebibytes), encryption.stream, createWriteStream(path), { signal })
  const input = await openEnvelopeInput({ path, folder: "/", input: Readable.from([]), signal })
  try {
    const source = countingSource(input.source)
    const segments = encryption.segments()
    const opened = await openEnvelope(source, { keys: [key], segments, policy: "strict" })
    const random = seededRandom(1)
    let segmentsRead = 0
    const readRanges = async (): Promise<void> => {
      for (let range = 0; range < RANGES; range += 1) {
        const from = Math.floor(random.next() * (contentBytes - RANGE_BYTES))
        const before = source.bytesRead()
        await drain(opened.content({ from, to: from + RANGE_BYTES }))
        const read = (source.bytesRead() - before) / SEGMENT_BYTES
        segmentsRead = Math.max(segmentsRead, Math.ceil(read))
      }
    }
    const figure = await measure({
      ...context,
      name: `${RANGES} ranges of 64 KiB of ${fileMebibytes} MiB, ${cipher}`,
      against: "reading it whole, as often",
      target: null,
      ours: readRanges,
      theirs: () => drain(opened.content()),
    })
    opened.close()
    // The whole was read once, the ranges all of their number.
    const times = (value: number): number => value * RANGES
    return {
      ...figure,
      ratio: times(figure.ratio),
      ratios: figure.ratios.map(times),
      theirsMs: times(figure.theirsMs),
      segmentsRead,
    }
  } finally {
    await input.close()
  }
}

export function mebibytes(count: number): Readable {
  const chunk = randomBytes(MEBIBYTE)
  return Readable.from(
    (function* () {
      for (let made = 0; made < count; made += 1) yield chunk
    })(),
    { objectMode: false },
  )
}

function countingSource(source: CiphertextSource): CiphertextSource & { bytesRead(): number } {
  let bytes = 0
  return {
    totalBytes: source.totalBytes,
    read: (from, to) => {
      bytes += to - from
      return source.read(from, to)
    },
    bytesRead: () => bytes,
  }
}

import { GirError } from "@gir/errors"
import { atPath, type FilePart, readFilePart, sizeOfFile, withFile } from "./media-file.ts"
import type { WavFormat } from "./wav-format.ts"
import { WavScanner } from "./wav-scanner.ts"

export interface SoundStream {
  readonly format: WavFormat
  /** Bytes of whole frames. */
  frames(): AsyncIterable<Uint8Array>
}

/** Sound whose length is known before it is read. May be read again from the start. */
export interface PcmSource extends SoundStream {
  readonly frameCount: number
}

const HEADER_READ_BYTES = 65_536

/**
 * Opens a WAV file: its header is checked, and that all of its samples are there.
 *
 * @param read how its samples are read; default `readFilePart`.
 * @throws ERR_MEDIA_CUT before anything is read; else as `WavScanner` and `sizeOfFile`.
 */
export async function openWavFile(
  path: string,
  read: (part: FilePart, format: WavFormat) => AsyncIterable<Uint8Array> = readFilePart,
): Promise<PcmSource> {
  const fileBytes = await sizeOfFile(path)
  const { format, dataBytes, dataOffset } = await readHeader(path)
  if (fileBytes - dataOffset < dataBytes) {
    const missing = dataBytes - (fileBytes - dataOffset)
    const message = `${path} is cut: ${missing} of ${dataBytes} bytes of sound are missing`
    throw new GirError("ERR_MEDIA_CUT", message, { where: path })
  }
  const part = { path, from: dataOffset, byteCount: dataBytes }
  return {
    format,
    frameCount: dataBytes / format.bytesPerFrame,
    frames: () => wholeFrames(read(part, format), format),
  }
}

/** Cuts a stream of bytes anew, so that each piece holds whole frames. */
export async function* wholeFrames(
  bytes: AsyncIterable<Uint8Array>,
  format: WavFormat,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of bytes) {
    const pending = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const usable = pending.length - (pending.length % format.bytesPerFrame)
    rest = pending.subarray(usable)
    if (usable > 0) yield pending.subarray(0, usable)
  }
  if (rest.length > 0) throw new GirError("ERR_MEDIA_CUT", "the sound ends inside a frame")
}

interface WavHeader {
  readonly format: WavFormat
  readonly dataBytes: number
  readonly dataOffset: number
}

async function readHeader(path: string): Promise<WavHeader> {
  const scanner = new WavScanner()
  return withFile(path, async (handle) => {
    try {
      while (scanner.dataBytes === null) {
        const block = new Uint8Array(HEADER_READ_BYTES)
        const { bytesRead } = await handle.read(block)
        if (bytesRead === 0) scanner.end()
        scanner.push(block.subarray(0, bytesRead))
      }
    } catch (error) {
      throw atPath(path, error)
    }
    const { format, dataBytes, dataOffset } = scanner
    if (format === null) throw new GirError("ERR_INTERNAL", "samples without a format were let in")
    return { format, dataBytes, dataOffset }
  })
}

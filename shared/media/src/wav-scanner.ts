import { GirError } from "@gir/errors"
import { type WavFormat, readFormatChunk } from "./wav-format.ts"
import { UNKNOWN_LENGTH } from "./wav-header.ts"

const RIFF_BYTES = 12
const CHUNK_HEADER_BYTES = 8
const MAX_FORMAT_BYTES = 4_096
const MAX_CHUNKS_BEFORE_DATA = 1_000
const NOTHING = new Uint8Array(0)

/**
 * The strict gate in front of every WAV: takes a file's bytes in pieces of any size and gives back
 * the bytes of its samples, whole frames only. Chunks before the samples are skipped with their pad
 * byte (RIFF: chunks are word-aligned); what follows the samples is not looked at.
 */
export class WavScanner {
  /** Known once the `fmt ` chunk was seen. */
  format: WavFormat | null = null
  /**
   * Length of the samples; known once the `data` chunk began. Where the header does not tell it,
   * those found so far.
   */
  dataBytes: number | null = null
  /** Where the samples begin in the file. */
  dataOffset = 0

  #pending: Uint8Array = NOTHING
  #position = 0
  #state: "riff" | "chunk" | "format" | "skip" | "data" | "after" = "riff"
  #left = 0
  #padding = 0
  #chunks = 0
  readonly #mayBeOpenEnded: boolean
  #isOpenEnded = false

  /** @param options.mayBeOpenEnded takes a WAV without a length, which goes to the end of the input. */
  constructor(options: { readonly mayBeOpenEnded?: boolean } = {}) {
    this.#mayBeOpenEnded = options.mayBeOpenEnded ?? false
  }

  /**
   * @returns sample bytes found in `bytes`, possibly none.
   * @throws ERR_MEDIA_UNKNOWN_FORMAT, ERR_MEDIA_MALFORMED, ERR_MEDIA_UNSUPPORTED, ERR_MEDIA_EMPTY.
   */
  push(bytes: Uint8Array): Uint8Array {
    if (this.#state === "after") return NOTHING
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    while (this.#step()) if (this.#state === "data") break
    return this.#state === "data" ? this.#takeFrames() : NOTHING
  }

  /**
   * Says that the input ended.
   *
   * @throws ERR_MEDIA_EMPTY when there was nothing, ERR_MEDIA_CUT when the samples are not all there,
   * ERR_MEDIA_MALFORMED when there were none to come.
   */
  end(): void {
    if (this.#state === "after") return
    if (this.#isOpenEnded) return this.#endOpen()
    if (this.#state === "riff") throw this.#endedInRiff()
    if (this.#state === "chunk" && this.#pending.length === 0) {
      throw new GirError("ERR_MEDIA_MALFORMED", "this WAV file has no data chunk")
    }
    throw new GirError("ERR_MEDIA_CUT", `this WAV file is cut: ${this.#missing()} are missing`)
  }

  /** Takes one step through the header. @returns false when more bytes are needed. */
  #step(): boolean {
    if (this.#state === "riff") return this.#readRiff()
    if (this.#state === "chunk") return this.#readChunkHeader()
    if (this.#state === "format") return this.#readFormat()
    if (this.#state === "skip") return this.#skip()
    return false
  }

  #readRiff(): boolean {
    if (this.#pending.length < RIFF_BYTES) return false
    assertRiffWave(this.#take(RIFF_BYTES))
    this.#state = "chunk"
    return true
  }

  #readChunkHeader(): boolean {
    if (this.#pending.length < CHUNK_HEADER_BYTES) return false
    const header = Buffer.from(this.#take(CHUNK_HEADER_BYTES))
    const id = header.toString("latin1", 0, 4)
    const size = header.readUInt32LE(4)
    this.#chunks += 1
    if (this.#chunks > MAX_CHUNKS_BEFORE_DATA) throw malformed("too many chunks before its samples")
    this.#left = size
    this.#padding = size % 2
    if (id === "data") this.#beginData(size)
    else if (id === "fmt ") this.#beginFormat(size)
    else this.#state = "skip"
    return true
  }

  #beginFormat(size: number): void {
    if (this.format !== null) throw malformed("it has two format chunks")
    if (size > MAX_FORMAT_BYTES) throw malformed(`its format chunk claims ${size} bytes`)
    this.#state = "format"
  }

  #beginData(size: number): void {
    if (this.format === null) throw malformed("its samples come before their format")
    if (size === 0) throw new GirError("ERR_MEDIA_EMPTY", "this WAV file holds no samples")
    if (size === UNKNOWN_LENGTH) return this.#beginOpenEnd()
    if (size % this.format.bytesPerFrame !== 0) throw malformed("its last frame is incomplete")
    this.dataBytes = size
    this.dataOffset = this.#position
    this.#state = "data"
  }

  #beginOpenEnd(): void {
    if (!this.#mayBeOpenEnded) throw malformed("it was written to a pipe and has no length")
    this.dataBytes = 0
    this.dataOffset = this.#position
    this.#isOpenEnded = true
    this.#state = "data"
  }

  #endOpen(): void {
    this.#state = "after"
    if (this.#pending.length > 0) {
      throw new GirError("ERR_MEDIA_CUT", "this WAV file ends inside a frame")
    }
    if (this.dataBytes === 0)
      throw new GirError("ERR_MEDIA_EMPTY", "this WAV file holds no samples")
  }

  #readFormat(): boolean {
    if (this.#pending.length < this.#left) return false
    this.format = readFormatChunk(this.#take(this.#left))
    this.#left = 0
    this.#state = "skip"
    return true
  }

  #skip(): boolean {
    const wanted = this.#left + this.#padding
    const taken = this.#take(Math.min(wanted, this.#pending.length)).length
    // The pad byte is counted last; only the sum of both matters while skipping.
    this.#left = wanted - taken
    this.#padding = 0
    if (this.#left > 0) return false
    this.#state = "chunk"
    return true
  }

  #takeFrames(): Uint8Array {
    const frameBytes = this.format?.bytesPerFrame ?? 1
    if (this.#isOpenEnded) return this.#takeOpenFrames(frameBytes)
    const available = Math.min(this.#pending.length, this.#left)
    const frames = this.#take(available - (available % frameBytes))
    this.#left -= frames.length
    if (this.#left === 0) {
      this.#state = "after"
      this.#pending = NOTHING
    }
    return frames
  }

  #takeOpenFrames(frameBytes: number): Uint8Array {
    const frames = this.#take(this.#pending.length - (this.#pending.length % frameBytes))
    this.dataBytes = (this.dataBytes ?? 0) + frames.length
    return frames
  }

  #take(count: number): Uint8Array {
    const taken = this.#pending.subarray(0, count)
    this.#pending = this.#pending.subarray(count)
    this.#position += count
    return taken
  }

  #missing(): string {
    const inHand = this.#state === "data" || this.#state === "format" ? this.#pending.length : 0
    const bytes = Math.max(this.#left - inHand, 1)
    return this.#state === "data"
      ? `${bytes} of ${this.dataBytes ?? 0} bytes of sound`
      : "the end of its header and its sound"
  }

  #endedInRiff(): GirError {
    if (this.#pending.length === 0) return new GirError("ERR_MEDIA_EMPTY", "this file is empty")
    if (Buffer.from(this.#pending).toString("latin1").startsWith("RIFF")) {
      return new GirError("ERR_MEDIA_CUT", "this WAV file ends inside its header")
    }
    return new GirError("ERR_MEDIA_UNKNOWN_FORMAT", "this is no WAV file, whatever its name says")
  }
}

function assertRiffWave(header: Uint8Array): void {
  const text = Buffer.from(header).toString("latin1")
  const form = text.slice(0, 4)
  if (form === "RF64" || form === "BW64" || form === "RIFX") {
    throw new GirError("ERR_MEDIA_UNSUPPORTED", `this is an ${form} file; only RIFF WAV is read`)
  }
  if (form !== "RIFF") {
    throw new GirError("ERR_MEDIA_UNKNOWN_FORMAT", "this is no WAV file, whatever its name says")
  }
  if (text.slice(8) !== "WAVE") {
    throw new GirError("ERR_MEDIA_UNKNOWN_FORMAT", "this RIFF file holds no WAVE sound")
  }
}

function malformed(what: string): GirError {
  return new GirError("ERR_MEDIA_MALFORMED", `this is no valid WAV file: ${what}`)
}

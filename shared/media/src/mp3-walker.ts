import { durationOf } from "./media-types.ts"

/** What the frames of an MP3 say about it. */
export interface Mp3Facts {
  /** Frames that carry sound; the Xing, Info or VBRI frame of an encoder is none. */
  readonly frameCount: number
  readonly durationMs: number
  /** Average over the frames, in kbit/s. */
  readonly bitRateKbps: number
  readonly isConstantBitRate: boolean
  readonly sampleRate: number
  readonly channels: number
  readonly hasXingFrame: boolean
  /** Bytes that belong to no frame and no tag. */
  readonly strayBytes: number
  /** Bytes that the last frame lacks; 0 when it is complete. */
  readonly missingBytes: number
}

interface FrameHeader {
  readonly sampleRate: number
  readonly channels: number
  readonly bitRateKbps: number
  readonly samples: number
  readonly frameBytes: number
  /** Where an encoder's own frame has its name. */
  readonly xingOffset: number
}

const HEADER_BYTES = 4
const ID3_HEADER_BYTES = 10
const ID3V1_BYTES = 128
const APE_HEADER_BYTES = 32
/** Names in a first frame that is a table of contents: Xing (VBR), Info (CBR), VBRI (Fraunhofer). */
const VBRI_OFFSET = 36
const MODE_SINGLE_CHANNEL = 3

interface Version {
  readonly sampleRates: readonly number[]
  /** kbit/s; index 0 is free format, which is not read. */
  readonly bitRates: readonly number[]
  /** Samples of a frame. */
  readonly samples: number
  readonly monoSideBytes: number
  readonly stereoSideBytes: number
}

const HIGH_BIT_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const LOW_BIT_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const MPEG_1 = { bitRates: HIGH_BIT_RATES, samples: 1_152, monoSideBytes: 17, stereoSideBytes: 32 }
const MPEG_2 = { bitRates: LOW_BIT_RATES, samples: 576, monoSideBytes: 9, stereoSideBytes: 17 }
/** Layer III by its version bits: MPEG 2.5, (reserved), 2 (ISO 13818-3), 1 (ISO 11172-3). */
const VERSIONS: readonly (Version | undefined)[] = [
  { ...MPEG_2, sampleRates: [11_025, 12_000, 8_000] },
  undefined,
  { ...MPEG_2, sampleRates: [22_050, 24_000, 16_000] },
  { ...MPEG_1, sampleRates: [44_100, 48_000, 32_000] },
]

/** @returns the header that stands at `at`, or null when none does. */
export function readFrameHeader(bytes: Uint8Array, at: number): FrameHeader | null {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + HEADER_BYTES)
  const isLayer3Sync = first === 0xff && (second & 0xe6) === 0xe2
  const version = VERSIONS[(second >> 3) & 0x03]
  if (!isLayer3Sync || version === undefined) return null
  const sampleRate = version.sampleRates[(third >> 2) & 0x03]
  const bitRateKbps = version.bitRates[third >> 4]
  if (sampleRate === undefined || !bitRateKbps) return null
  const channels = fourth >> 6 === MODE_SINGLE_CHANNEL ? 1 : 2
  const padding = (third >> 1) & 0x01
  return {
    sampleRate,
    channels,
    bitRateKbps,
    samples: version.samples,
    frameBytes: Math.floor((version.samples * 125 * bitRateKbps) / sampleRate) + padding,
    xingOffset: HEADER_BYTES + (channels === 1 ? version.monoSideBytes : version.stereoSideBytes),
  }
}

/** @returns true when the bytes at the head of a file begin an MP3: a tag, or two frames in a row. */
export function looksLikeMp3(head: Uint8Array): boolean {
  if (startsWith(head, "ID3")) return true
  const header = readFrameHeader(head, 0)
  if (header === null) return false
  const isAlone = header.frameBytes >= head.length
  return isAlone || readFrameHeader(head, header.frameBytes) !== null
}

/** Walks over the frames of an MP3 that comes in pieces of any size; keeps one frame in memory. */
export class Mp3Walker {
  #pending: Uint8Array = new Uint8Array(0)
  #skipBytes = 0
  #first: FrameHeader | null = null
  #frameCount = 0
  #frameBytes = 0
  #samples = 0
  #isConstant = true
  #hasXingFrame = false
  #strayBytes = 0

  push(bytes: Uint8Array): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    while (this.#step(false)) continue
  }

  /** Says that the input ended. @returns null when there was no frame at all. */
  end(): Mp3Facts | null {
    while (this.#step(true)) continue
    const first = this.#first
    if (first === null || this.#frameCount === 0) return null
    const seconds = this.#samples / first.sampleRate
    return {
      frameCount: this.#frameCount,
      durationMs: durationOf(this.#samples, first.sampleRate),
      bitRateKbps: (this.#frameBytes * 8) / 1_000 / seconds,
      isConstantBitRate: this.#isConstant,
      sampleRate: first.sampleRate,
      channels: first.channels,
      hasXingFrame: this.#hasXingFrame,
      strayBytes: this.#strayBytes,
      missingBytes: this.#missingBytes(),
    }
  }

  /** Takes a frame, a tag or a stray byte. @returns false when more bytes are needed. */
  #step(isEnd: boolean): boolean {
    if (this.#pending.length === 0) return false
    if (this.#skipBytes > 0) return this.#skip()
    if (this.#pending.length < APE_HEADER_BYTES && !isEnd) return false
    const tagBytes = tagLength(this.#pending)
    if (tagBytes > 0) {
      this.#skipBytes = tagBytes
      return true
    }
    const header = this.#matchingHeader()
    if (header === null) {
      this.#strayBytes += 1
      this.#pending = this.#pending.subarray(1)
      return true
    }
    if (this.#pending.length < header.frameBytes) return false
    this.#takeFrame(header)
    return true
  }

  #skip(): boolean {
    const count = Math.min(this.#skipBytes, this.#pending.length)
    this.#skipBytes -= count
    this.#pending = this.#pending.subarray(count)
    return true
  }

  /** A header counts only when it speaks of the same kind of sound as the first one. */
  #matchingHeader(): FrameHeader | null {
    const header = readFrameHeader(this.#pending, 0)
    if (header === null || this.#first === null) return header
    return header.sampleRate === this.#first.sampleRate ? header : null
  }

  #takeFrame(header: FrameHeader): void {
    const frame = this.#pending.subarray(0, header.frameBytes)
    this.#pending = this.#pending.subarray(header.frameBytes)
    const isFirst = this.#first === null
    this.#first ??= header
    if (isFirst && isTableOfContents(frame, header)) {
      this.#hasXingFrame = true
      return
    }
    // An encoder's own first frame may have another bit rate: the sound begins after it.
    if (this.#frameCount === 0) this.#first = header
    this.#isConstant &&= header.bitRateKbps === this.#first.bitRateKbps
    this.#frameCount += 1
    this.#frameBytes += header.frameBytes
    this.#samples += header.samples
  }

  #missingBytes(): number {
    const header = this.#pending.length === 0 ? null : this.#matchingHeader()
    return header === null ? 0 : header.frameBytes - this.#pending.length
  }
}

function isTableOfContents(frame: Uint8Array, header: FrameHeader): boolean {
  const name = frame.subarray(header.xingOffset)
  return (
    startsWith(name, "Xing") ||
    startsWith(name, "Info") ||
    startsWith(frame.subarray(VBRI_OFFSET), "VBRI")
  )
}

/** @returns the length of the tag that stands at the start of `bytes`, or 0. */
function tagLength(bytes: Uint8Array): number {
  if (startsWith(bytes, "ID3") && bytes.length >= ID3_HEADER_BYTES) {
    const footerBytes = ((bytes[5] ?? 0) & 0x10) === 0 ? 0 : ID3_HEADER_BYTES
    return ID3_HEADER_BYTES + synchsafe(bytes.subarray(6, 10)) + footerBytes
  }
  if (startsWith(bytes, "TAG")) return ID3V1_BYTES
  if (startsWith(bytes, "APETAGEX") && bytes.length >= APE_HEADER_BYTES) {
    const header = Buffer.from(bytes.subarray(0, APE_HEADER_BYTES))
    const isHeader = (header.readUInt32LE(20) & 0x2000_0000) !== 0
    return isHeader ? APE_HEADER_BYTES + header.readUInt32LE(12) : APE_HEADER_BYTES
  }
  return 0
}

/** ID3v2.4 §6.2: seven bits of each byte count. */
function synchsafe(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 128 + (byte & 0x7f), 0)
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false
  return Buffer.from(bytes.buffer, bytes.byteOffset, text.length).toString("latin1") === text
}

import type { LiveSound } from "../capture-live.ts"
import { wavFormat } from "../wav-format.ts"
import { ArrivalMarks } from "./arrival-marks.ts"
import type { RtpCounts } from "./rtp-counts.ts"
import { RtpReceiver, type Heard } from "./rtp-receiver.ts"

const SAMPLE_RATE = 8_000
const CHANNELS = 1
/** Packets are gathered into blocks of 200 ms before they are encrypted. */
const BLOCK_BYTES = 1_600

/** A call that comes as RTP packets. */
export interface RtpSound {
  /** Takes one datagram, which came at `nowMs`. @returns what it is to the call. */
  push(datagram: Uint8Array, nowMs: number): Heard
  /** Nothing more comes. May be called again. */
  end(): void
  counts(): RtpCounts
  /** Samples that were given out so far. */
  sampleCount(): number
  /** @returns the call once a second packet confirms its first; `null` when none ever did. */
  begun(): Promise<LiveSound | null>
}

/** The first confirmed sender's sound; its payload type, 0 or 8, decides the encoding of the recording. */
export function rtpSound(): RtpSound {
  return new RtpCall()
}

class RtpCall implements RtpSound {
  readonly #receiver = new RtpReceiver()
  readonly #marks = new ArrivalMarks()
  #ready: Uint8Array[] = []
  #readyBytes = 0
  #givenBytes = 0
  #isOver = false
  #wakeReader: () => void = () => undefined
  #wakeWaiter: () => void = () => undefined

  push(datagram: Uint8Array, nowMs: number): Heard {
    if (this.#isOver) return "refused"
    const kind = this.#receiver.push(datagram, nowMs)
    if (kind !== "sound") return kind
    this.#wakeWaiter()
    // The first packet is due only now that a second one confirms it, as is what waits for a lost one.
    this.#gather(this.#receiver.read(), nowMs)
    return kind
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#gather(this.#receiver.end(), null)
    this.#wakeWaiter()
  }

  counts(): RtpCounts {
    return this.#receiver.counts
  }

  sampleCount(): number {
    return this.#givenBytes
  }

  async begun(): Promise<LiveSound | null> {
    while (this.#receiver.sender === null && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wakeWaiter = resolve))
    }
    const { sender } = this.#receiver
    if (sender === null) return null
    const { encoding, beganMs } = sender
    return {
      beganMs,
      format: { ...wavFormat(encoding, CHANNELS, SAMPLE_RATE), encoding },
      frames: () => this.#blocks(),
      dueMs: (soundBytes) => this.#marks.at(soundBytes),
    }
  }

  #gather(pieces: readonly Uint8Array[], nowMs: number | null): void {
    for (const piece of pieces) {
      this.#ready.push(piece)
      this.#readyBytes += piece.length
    }
    if (nowMs !== null) this.#marks.add(this.#givenBytes + this.#readyBytes, nowMs)
    if (this.#isOver || this.#readyBytes >= BLOCK_BYTES) this.#wakeReader()
  }

  async *#blocks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#readyBytes < BLOCK_BYTES && !this.#isOver) {
        await new Promise<void>((resolve) => (this.#wakeReader = resolve))
      }
      if (this.#readyBytes === 0) return
      const block = Buffer.concat(this.#ready, this.#readyBytes)
      this.#givenBytes += this.#readyBytes
      this.#ready = []
      this.#readyBytes = 0
      yield block
    }
  }
}

import { A_LAW_VALUES, encodeALaw, encodeMuLaw, MU_LAW_VALUES } from "../g711.ts"
import { isByeOf, isRtcp, parseRtp, type RtpPacket } from "./rtp-packet.ts"
import { RtpTimeline } from "./rtp-timeline.ts"

export type G711 = "mulaw" | "alaw"

/** What came, and what did not. Every datagram is counted exactly once. */
export interface RtpCounts {
  /** Packets whose sound is in the recording. */
  readonly received: number
  /** Of those, the ones that were overtaken on their way. */
  readonly reordered: number
  /** Packets that the sender's numbers promise and that are not in the recording. */
  readonly lost: number
  /** Of the lost ones, those that came when their place was written already. */
  readonly late: number
  readonly duplicates: number
  /** Times that the sender began its numbers anew. */
  readonly restarts: number
  /** Samples of silence in place of what was lost or not sent. */
  readonly concealedSamples: number
  readonly control: number
  readonly malformed: number
  readonly otherPayloadType: number
  readonly otherSource: number
  /** Refused because more sound waits than is held. */
  readonly overrun: number
}

interface Held {
  readonly position: number
  readonly sound: Uint8Array
}

/** RFC 3551 §6: the static payload types of G.711. */
const PAYLOAD_TYPES: ReadonlyMap<number, G711> = new Map([
  [0, "mulaw"],
  [8, "alaw"],
])
const SILENCE: Readonly<Record<G711, number>> = { mulaw: 0xff, alaw: 0xd5 }
/** A missing packet is waited for until this much sound lies behind its place: 200 ms. */
const DEPTH_SAMPLES = 1_600
/** Some senders put more than 100 ms into a packet: then this many packets. */
const DEPTH_PACKETS = 4
/** 10 s: far more than a Storage Destination that works ever lets wait. */
const MAX_HELD_SAMPLES = 80_000

/**
 * Takes the datagrams of one port and gives the sound of the first sender on it, in order and
 * without holes. Goes by no clock: what a packet's neighbours are decides when it is given out.
 */
export class RtpReceiver {
  readonly #timeline = new RtpTimeline()
  readonly #held: Held[] = []
  #heldSamples = 0
  #next = 0
  #depth = DEPTH_SAMPLES
  #ssrc: number | null = null
  #encoding: G711 | null = null
  readonly #counts = {
    received: 0,
    reordered: 0,
    late: 0,
    duplicates: 0,
    restarts: 0,
    concealedSamples: 0,
    control: 0,
    malformed: 0,
    otherPayloadType: 0,
    otherSource: 0,
    overrun: 0,
  }

  /** Of the first packet; the others are brought to it. `null` before. */
  get encoding(): G711 | null {
    return this.#encoding
  }

  get counts(): RtpCounts {
    const lost = this.#timeline.sentPackets - this.#counts.received
    return { ...this.#counts, lost: Math.max(lost, 0) }
  }

  /** @returns `sound` when it is of the call, `bye` when the sender says that it ends. */
  push(datagram: Uint8Array): "sound" | "bye" | "refused" {
    if (isRtcp(datagram)) return this.#takeControl(datagram)
    const packet = parseRtp(datagram)
    if (packet === null) return this.#refuse("malformed")
    const encoding = PAYLOAD_TYPES.get(packet.payloadType)
    if (encoding === undefined) return this.#refuse("otherPayloadType")
    this.#ssrc ??= packet.ssrc
    this.#encoding ??= encoding
    if (packet.ssrc !== this.#ssrc) return this.#refuse("otherSource")
    return this.#take(packet, encoding)
  }

  /** @returns the sound that is complete up to where it ends, in pieces; possibly none. */
  read(): Uint8Array[] {
    return this.#release(this.#depth)
  }

  /** @returns all that is left, once nothing more comes. */
  end(): Uint8Array[] {
    return this.#release(0)
  }

  #takeControl(datagram: Uint8Array): "bye" | "refused" {
    this.#counts.control += 1
    return this.#ssrc !== null && isByeOf(this.#ssrc, datagram) ? "bye" : "refused"
  }

  #refuse(reason: "malformed" | "otherPayloadType" | "otherSource" | "overrun"): "refused" {
    this.#counts[reason] += 1
    return "refused"
  }

  #take(packet: RtpPacket, encoding: G711): "sound" | "refused" {
    const endOfSound = this.#endOfSound()
    const { position, kind } = this.#timeline.place(packet, endOfSound)
    if (kind === "duplicate") {
      this.#counts.duplicates += 1
      return "sound"
    }
    if (kind === "restart") this.#counts.restarts += 1
    if (position < this.#next) {
      this.#counts.late += 1
      return "sound"
    }
    if (this.#heldSamples > MAX_HELD_SAMPLES) return this.#refuse("overrun")
    if (kind === "reordered") this.#counts.reordered += 1
    this.#counts.received += 1
    this.#hold({ position, sound: this.#inOurEncoding(packet.payload, encoding) })
    return "sound"
  }

  #hold(packet: Held): void {
    let at = this.#held.length
    while (at > 0 && (this.#held[at - 1]?.position ?? 0) > packet.position) at -= 1
    this.#held.splice(at, 0, packet)
    this.#heldSamples += packet.sound.length
    this.#depth = Math.max(this.#depth, packet.sound.length * DEPTH_PACKETS)
  }

  #release(depth: number): Uint8Array[] {
    const ready: Uint8Array[] = []
    const end = this.#endOfSound()
    let count = 0
    for (const { position, sound } of this.#held) {
      const gap = position - this.#next
      if (gap > 0 && end - this.#next < depth) break
      if (gap > 0) ready.push(this.#silence(gap))
      // A sender may say a part twice: its first word counts.
      const known = Math.max(this.#next - position, 0)
      if (known < sound.length) ready.push(sound.subarray(known))
      this.#next = Math.max(this.#next, position + sound.length)
      this.#heldSamples -= sound.length
      count += 1
    }
    this.#held.splice(0, count)
    return ready
  }

  #silence(samples: number): Uint8Array {
    this.#counts.concealedSamples += samples
    return new Uint8Array(samples).fill(SILENCE[this.#encoding ?? "mulaw"])
  }

  #endOfSound(): number {
    const last = this.#held.at(-1)
    return last === undefined ? this.#next : Math.max(last.position + last.sound.length, this.#next)
  }

  /** A copy: the datagram's memory is the socket's. */
  #inOurEncoding(payload: Uint8Array, encoding: G711): Uint8Array {
    if (encoding === this.#encoding) return payload.slice()
    return encoding === "alaw"
      ? payload.map((code) => encodeMuLaw(A_LAW_VALUES[code] ?? 0))
      : payload.map((code) => encodeALaw(MU_LAW_VALUES[code] ?? 0))
  }
}

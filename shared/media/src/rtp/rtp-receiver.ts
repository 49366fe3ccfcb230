import { A_LAW_VALUES, encodeALaw, encodeMuLaw, MU_LAW_VALUES } from "../g711.ts"
import type { RtpCounts } from "./rtp-counts.ts"
import { isByeOf, isRtcp, parseRtp, type RtpPacket } from "./rtp-packet.ts"
import { RtpProbation } from "./rtp-probation.ts"
import { RtpTimeline } from "./rtp-timeline.ts"

export type G711 = "mulaw" | "alaw"

/**
 * `sound` is of the call, `candidate` is held until a second packet confirms its sender, `bye`: the
 * call's sender says that it ends.
 */
export type Heard = "sound" | "candidate" | "bye" | "refused"

/** Who is recorded, once that is known. */
interface ConfirmedSender {
  readonly ssrc: number
  /** Of the first packets; the others are brought to it. */
  readonly encoding: G711
  /** When the first packet came, which is before it was known to be of a call. */
  readonly beganMs: number
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
 * Takes the datagrams of one port and gives the sound of the first sender that is confirmed on it, in
 * order and without holes. Goes by no clock: what a packet's neighbours are decides when it is given
 * out.
 */
export class RtpReceiver {
  readonly #probation = new RtpProbation()
  readonly #timeline = new RtpTimeline()
  readonly #held: Held[] = []
  #heldSamples = 0
  #next = 0
  #depth = DEPTH_SAMPLES
  #sender: ConfirmedSender | null = null
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

  /** `null` while no sender is confirmed. */
  get sender(): ConfirmedSender | null {
    return this.#sender
  }

  get counts(): RtpCounts {
    const lost = this.#timeline.sentPackets - this.#counts.received
    return { ...this.#counts, lost: Math.max(lost, 0), stray: this.#probation.strayPackets }
  }

  /** @param atMs when it came; only remembered. */
  push(datagram: Uint8Array, atMs: number): Heard {
    if (isRtcp(datagram)) return this.#takeControl(datagram)
    const packet = parseRtp(datagram)
    if (packet === null) return this.#refuse("malformed")
    const encoding = PAYLOAD_TYPES.get(packet.payloadType)
    if (encoding === undefined) return this.#refuse("otherPayloadType")
    if (this.#sender === null) return this.#audition(packet, { encoding, atMs })
    if (packet.ssrc !== this.#sender.ssrc) return this.#refuse("otherSource")
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
    if (this.#sender !== null) return isByeOf(this.#sender.ssrc, datagram) ? "bye" : "refused"
    this.#probation.leave((ssrc) => isByeOf(ssrc, datagram))
    return "refused"
  }

  #audition(
    packet: RtpPacket,
    { encoding, atMs }: { readonly encoding: G711; readonly atMs: number },
  ): "sound" | "candidate" {
    const beginning = this.#probation.hear(packet, atMs)
    if (beginning === null) return "candidate"
    const { arrivals, isReordered, duplicates } = beginning
    this.#sender = { ssrc: packet.ssrc, encoding, beganMs: arrivals[0].atMs }
    this.#counts.duplicates += duplicates
    if (isReordered) this.#counts.reordered += 1
    for (const arrival of arrivals) this.#take(arrival.packet, encoding)
    return "sound"
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
    return new Uint8Array(samples).fill(SILENCE[this.#sender?.encoding ?? "mulaw"])
  }

  #endOfSound(): number {
    const last = this.#held.at(-1)
    return last === undefined ? this.#next : Math.max(last.position + last.sound.length, this.#next)
  }

  /** A copy: the datagram's memory is the socket's. */
  #inOurEncoding(payload: Uint8Array, encoding: G711): Uint8Array {
    if (encoding === this.#sender?.encoding) return payload.slice()
    return encoding === "alaw"
      ? payload.map((code) => encodeMuLaw(A_LAW_VALUES[code] ?? 0))
      : payload.map((code) => encodeALaw(MU_LAW_VALUES[code] ?? 0))
  }
}

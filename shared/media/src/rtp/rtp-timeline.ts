import type { RtpPacket } from "./rtp-packet.ts"

/** Where a packet belongs in the call. */
export interface TimelinePlace {
  /** First sample of the packet, counted from the first sample of the call. */
  readonly position: number
  readonly kind: "next" | "reordered" | "duplicate" | "restart"
}

/** RFC 3550 Appendix A.1: a sender that skips more packets than this has begun anew. */
const MAX_DROPOUT = 3_000
/** 10 s at 8 kHz. A call that is silent for so long has ended. */
const MAX_JUMP_SAMPLES = 80_000
const SEEN_SLOTS = 1_024

/**
 * Follows one sender's sequence numbers and timestamps through their wraps. Timestamps place the
 * sound, sequence numbers tell what was lost: a sender that is silent for a while moves the first
 * without the second.
 */
export class RtpTimeline {
  #highest: number | null = null
  #first = 0
  #earlierPackets = 0
  #timestamp = 0
  #position = 0
  readonly #seen = new Float64Array(SEEN_SLOTS).fill(-1)

  /** How many packets the sender has sent since its first one, as its numbers tell. */
  get sentPackets(): number {
    if (this.#highest === null) return 0
    return this.#earlierPackets + this.#highest - this.#first + 1
  }

  /** @param endOfSound where the sound known so far ends; a sender that begins anew goes on there. */
  place(packet: RtpPacket, endOfSound: number): TimelinePlace {
    if (this.#highest === null) return this.#begin(packet, 0, "next")
    const steps = signed(packet.sequence - this.#highest, 16)
    const samples = signed(packet.timestamp - this.#timestamp, 32)
    const isForward = steps > 0
    if (Math.abs(steps) > MAX_DROPOUT || Math.abs(samples) > MAX_JUMP_SAMPLES) {
      return this.#restart(packet, endOfSound)
    }
    const sequence = this.#highest + steps
    const position = this.#position + samples
    if (this.#seen[slotOf(sequence)] === sequence) return { position, kind: "duplicate" }
    // Later in number and not in time: the sender has set its clock anew.
    if (isForward && samples <= 0) return this.#restart(packet, endOfSound)
    this.#seen[slotOf(sequence)] = sequence
    if (!isForward) return { position, kind: "reordered" }
    this.#highest = sequence
    this.#timestamp = packet.timestamp
    this.#position = position
    return { position, kind: "next" }
  }

  #restart(packet: RtpPacket, endOfSound: number): TimelinePlace {
    this.#earlierPackets = this.sentPackets
    return this.#begin(packet, endOfSound, "restart")
  }

  #begin(packet: RtpPacket, position: number, kind: "next" | "restart"): TimelinePlace {
    // Away from zero, so that what comes before the first packet has a number of its own.
    this.#highest = packet.sequence + 2 ** 16
    this.#first = this.#highest
    this.#timestamp = packet.timestamp
    this.#position = position
    this.#seen.fill(-1)
    this.#seen[slotOf(this.#highest)] = this.#highest
    return { position, kind }
  }
}

function slotOf(sequence: number): number {
  return ((sequence % SEEN_SLOTS) + SEEN_SLOTS) % SEEN_SLOTS
}

/** The difference of two numbers of `bits` bits, the shorter way round. */
function signed(difference: number, bits: 16 | 32): number {
  return bits === 16 ? (difference << 16) >> 16 : difference | 0
}

import type { RtpPacket } from "./rtp-packet.ts"
import { RtpTimeline } from "./rtp-timeline.ts"

/** A packet, and when it came. */
interface Arrival {
  readonly packet: RtpPacket
  readonly atMs: number
}

/** The first two packets of a call. */
interface Beginning {
  /** In the order in which they were sent. */
  readonly arrivals: readonly [Arrival, Arrival]
  /** The second one overtook the first one on its way. */
  readonly isReordered: boolean
  /** How often the packet that came first came once more. */
  readonly duplicates: number
}

interface Candidate {
  readonly first: Arrival
  /** All that were the same packet, the first one included. */
  copies: number
}

/** More senders than a port ever has, and little to hold for each port that listens. */
const MAX_CANDIDATES = 8

/**
 * Decides which sender is the call. RFC 3550 §6.2.1: a new source is "considered not valid until
 * multiple packets carrying the new SSRC have been received"; two are asked for, as MIN_SEQUENTIAL of
 * Appendix A.1 does. Unlike there the second need not be the next one, only have a place near the
 * first: a call whose beginning is lost or out of order is a call too.
 */
export class RtpProbation {
  /** Those heard first come first. */
  #candidates: Candidate[] = []
  #droppedPackets = 0

  /** Packets of senders that are not confirmed, those that still may be included. */
  get strayPackets(): number {
    return this.#candidates.reduce((sum, { copies }) => sum + copies, this.#droppedPackets)
  }

  /** @returns how the call begins when this packet confirms its sender; `null` before. */
  hear(packet: RtpPacket, atMs: number): Beginning | null {
    const arrival = { packet, atMs }
    const known = this.#candidates.find(({ first }) => isSameStream(first.packet, packet))
    if (known === undefined) return this.#add(arrival)
    const { kind, position } = placeBehind(known.first.packet, packet)
    if (kind === "duplicate") {
      known.copies += 1
      return null
    }
    const isEarlier = kind === "reordered" && position < 0
    if (kind === "next" || isEarlier) return this.#confirm(known, arrival, isEarlier)
    // Its numbers do not go together: either could be the stray one, so the later one is believed.
    this.#drop(known)
    return this.#add(arrival)
  }

  /** Nothing more comes from the senders that `isLeaving` is true for. */
  leave(isLeaving: (ssrc: number) => boolean): void {
    for (const candidate of this.#candidates) {
      if (isLeaving(candidate.first.packet.ssrc)) this.#drop(candidate)
    }
  }

  #add({ packet, atMs }: Arrival): null {
    const [oldest] = this.#candidates
    if (oldest !== undefined && this.#candidates.length >= MAX_CANDIDATES) this.#drop(oldest)
    // A copy: the datagram's memory is the socket's.
    const first = { packet: { ...packet, payload: packet.payload.slice() }, atMs }
    this.#candidates.push({ first, copies: 1 })
    return null
  }

  #drop(candidate: Candidate): void {
    this.#candidates = this.#candidates.filter((one) => one !== candidate)
    this.#droppedPackets += candidate.copies
  }

  #confirm({ first, copies }: Candidate, second: Arrival, isReordered: boolean): Beginning {
    this.#droppedPackets = this.strayPackets - copies
    this.#candidates = []
    const arrivals = isReordered ? ([second, first] as const) : ([first, second] as const)
    return { arrivals, isReordered, duplicates: copies - 1 }
  }
}

function isSameStream(one: RtpPacket, other: RtpPacket): boolean {
  return one.ssrc === other.ssrc && one.payloadType === other.payloadType
}

/** Where the call would have the second of two packets. */
function placeBehind(first: RtpPacket, second: RtpPacket): ReturnType<RtpTimeline["place"]> {
  const timeline = new RtpTimeline()
  timeline.place(first, 0)
  return timeline.place(second, 0)
}

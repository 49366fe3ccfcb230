import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { RtpCounts } from "../src/rtp/rtp-counts.ts"
import { RtpReceiver } from "../src/rtp/rtp-receiver.ts"
import { byePacket, callOf, PACKET_SAMPLES, rtpPacket, soundOf, SSRC } from "./rtp-packets.ts"

const stray = (ssrc: number, over: { sequence?: number; payloadType?: number } = {}): Buffer =>
  rtpPacket({ sequence: 7, timestamp: 7, ssrc, ...over })

function heard(datagrams: readonly Uint8Array[]): { sound: Buffer; receiver: RtpReceiver } {
  const receiver = new RtpReceiver()
  const pieces: Uint8Array[] = []
  for (const [index, datagram] of datagrams.entries()) {
    receiver.push(datagram, index)
    pieces.push(...receiver.read())
  }
  pieces.push(...receiver.end())
  return { sound: Buffer.concat(pieces), receiver }
}

const soundsOf = (...indexes: number[]): Buffer => Buffer.concat(indexes.map(soundOf))

/** Each datagram is in exactly one of these; the other counters are of those, or of what never came. */
function datagramsOf(counts: RtpCounts): number {
  const { received, late, duplicates, control, malformed } = counts
  const { otherPayloadType, otherSource, stray: strays, overrun } = counts
  const refused = malformed + otherPayloadType + otherSource + strays + overrun
  return received + late + duplicates + control + refused
}

describe("the sender that becomes the call", () => {
  it("is not one of whom a single packet came before", () => {
    const { sound, receiver } = heard([stray(9), ...callOf(3), stray(9, { sequence: 8 })])
    expect(sound.equals(soundsOf(0, 1, 2))).toBe(true)
    expect(receiver.sender).toEqual({ ssrc: SSRC, encoding: "mulaw", beganMs: 1 })
    expect(receiver.counts).toMatchObject({ received: 3, stray: 1, otherSource: 1, lost: 0 })
  })

  it("begins with its first packet, whatever was lost or came twice before the second", () => {
    const [first, , third, fourth] = callOf(4)
    const { sound, receiver } = heard([first!, first!, stray(9), third!, fourth!])
    const silence = Buffer.alloc(PACKET_SAMPLES, 0xff)
    expect(sound.equals(Buffer.concat([soundOf(0), silence, soundsOf(2, 3)]))).toBe(true)
    expect(receiver.counts).toMatchObject({ received: 3, lost: 1, duplicates: 1, stray: 1 })
  })

  it("begins with the earlier one of its first two packets when they are out of order", () => {
    const [first, second, third] = callOf(3)
    const { sound, receiver } = heard([second!, first!, third!])
    expect(sound.equals(soundsOf(0, 1, 2))).toBe(true)
    expect(receiver.counts).toMatchObject({ received: 3, reordered: 1, late: 0, lost: 0 })
  })

  it("is not confirmed by a copy, another payload type, or numbers that have no place nearby", () => {
    const receiver = new RtpReceiver()
    const far = rtpPacket({ sequence: 40_000, timestamp: 7 })
    const laterBackwards = rtpPacket({ sequence: 40_001, timestamp: 6 })
    for (const packet of [stray(SSRC), stray(SSRC), stray(SSRC, { payloadType: 8, sequence: 8 })]) {
      expect(receiver.push(packet, 0)).toBe("candidate")
    }
    for (const packet of [far, laterBackwards]) expect(receiver.push(packet, 0)).toBe("candidate")
    expect(receiver.counts).toMatchObject({ received: 0, stray: 5 })
    const next = rtpPacket({ sequence: 40_002, timestamp: 6 + PACKET_SAMPLES })
    expect(receiver.push(next, 0)).toBe("sound")
    expect(receiver.counts).toMatchObject({ received: 2, stray: 4 })
  })

  it("is none that has said BYE", () => {
    const [first, second, third] = callOf(3)
    const { sound, receiver } = heard([first!, byePacket(), second!, third!])
    expect(sound.equals(soundsOf(1, 2))).toBe(true)
    expect(receiver.counts).toMatchObject({ received: 2, stray: 1, control: 1 })
  })

  it("is sought among eight, of whom the one heard first is forgotten first", () => {
    const [first, second] = callOf(2)
    const strays = Array.from({ length: 8 }, (_, ssrc) => stray(ssrc))
    expect(heard([first!, ...strays.slice(1), second!]).receiver.sender).not.toBeNull()
    const { receiver } = heard([first!, ...strays, second!])
    expect(receiver.sender).toBeNull()
    expect(receiver.counts).toMatchObject({ received: 0, stray: 10 })
  })

  it("is found however its beginning is lost, late or mixed with what is not of it", () => {
    const at = fc.integer({ min: 0, max: 30 })
    // Fewer than would make a receiver forget a candidate.
    const strays = fc.uniqueArray(fc.record({ at, ssrc: fc.integer({ min: 1, max: 999 }) }), {
      selector: ({ ssrc }) => ssrc,
      maxLength: 7,
    })
    const garbage = fc.array(fc.record({ at, bytes: fc.uint8Array({ maxLength: 11 }) }))
    const scenario = fc.record({
      lost: fc.uniqueArray(fc.integer({ min: 0, max: 27 }), { maxLength: 20 }),
      late: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 }),
      strays,
      garbage,
    })
    fc.assert(
      fc.property(scenario, ({ lost, late, strays: others, garbage: noise }) => {
        const own = callOf(30).map((bytes, index) => ({ at: index + late[index]!, bytes }))
        const foreign = others.map(({ at: when, ssrc }) => ({ at: when, bytes: stray(ssrc) }))
        const sent = [...own.filter((_, index) => !lost.includes(index)), ...foreign, ...noise]
        const datagrams = sent.toSorted((a, b) => a.at - b.at).map(({ bytes }) => bytes)
        const { receiver } = heard(datagrams)
        expect(receiver.sender?.ssrc).toBe(SSRC)
        expect(datagramsOf(receiver.counts)).toBe(datagrams.length)
      }),
    )
  })

  it("is nobody when datagrams are random, and each of them is counted", () => {
    const header = fc.record({
      type: fc.constantFrom(0x00, 0x80, 0x08, 0x88),
      rest: fc.uint8Array({ minLength: 40, maxLength: 60 }),
    })
    const likeRtp = header.map(({ type, rest }) => Buffer.from([0x80, type, ...rest]))
    const random = fc.uniqueArray(fc.oneof(likeRtp, fc.uint8Array({ maxLength: 60 })), {
      // Chance gives no sender's number twice, of which there are 2^32; this generator would.
      selector: (datagram) => String(datagram.slice(8, 12)),
      maxLength: 60,
    })
    fc.assert(
      fc.property(random, (datagrams) => {
        const { sound, receiver } = heard(datagrams)
        expect(receiver.sender).toBeNull()
        expect(sound).toHaveLength(0)
        expect(datagramsOf(receiver.counts)).toBe(datagrams.length)
      }),
    )
  })
})

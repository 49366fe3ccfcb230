import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { A_LAW_VALUES, MU_LAW_VALUES } from "../src/g711.ts"
import { isByeOf, parseRtp } from "../src/rtp/rtp-packet.ts"
import { RtpReceiver } from "../src/rtp/rtp-receiver.ts"
import { byePacket, callOf, PACKET_SAMPLES, rtpPacket, soundOf, SSRC } from "./rtp-packets.ts"

const SILENCE = Buffer.alloc(PACKET_SAMPLES, 0xff)

function received(datagrams: readonly Uint8Array[]): { sound: Buffer; receiver: RtpReceiver } {
  const receiver = new RtpReceiver()
  const pieces: Uint8Array[] = []
  for (const datagram of datagrams) {
    receiver.push(datagram, 0)
    pieces.push(...receiver.read())
  }
  pieces.push(...receiver.end())
  return { sound: Buffer.concat(pieces), receiver }
}

describe("an RTP packet", () => {
  it("gives its payload, behind contributing sources and an extension, without padding", () => {
    const plain = rtpPacket({ sequence: 7, timestamp: 9, payload: Buffer.from("sound") })
    const fixed = Buffer.from(plain.subarray(0, 12))
    fixed[0] = 0x80 | 0x20 | 0x10 | 2
    const sources = Buffer.alloc(8, 1)
    const extension = Buffer.from([0xbe, 0xde, 0, 1, 1, 2, 3, 4])
    const padding = Buffer.from([0, 0, 3])
    const dressed = Buffer.concat([fixed, sources, extension, Buffer.from("sound"), padding])
    expect(parseRtp(dressed)).toEqual({ ...parseRtp(plain), payload: expect.anything() })
    expect(Buffer.from(parseRtp(dressed)!.payload).toString()).toBe("sound")
  })

  it("is none when any length in it lies, and never throws", () => {
    const noSound = rtpPacket({ sequence: 1, timestamp: 1, payload: new Uint8Array(0) })
    expect(parseRtp(noSound)).toBeNull()
    const cutExtension = rtpPacket({ sequence: 1, timestamp: 1 })
    cutExtension[0] = 0x90
    cutExtension.writeUInt16BE(60_000, 14)
    expect(parseRtp(cutExtension)).toBeNull()
    const allPadding = rtpPacket({ sequence: 1, timestamp: 1 })
    allPadding[0] = 0xa0
    allPadding[allPadding.length - 1] = 255
    expect(parseRtp(allPadding)).toBeNull()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const receiver = new RtpReceiver()
        receiver.push(bytes, 0)
        isByeOf(SSRC, bytes)
        return receiver.end().length === 0
      }),
    )
  })
})

describe("the sound of a call", () => {
  it("is in order, whole and of the right length, whatever is lost or overtaken", () => {
    const scenario = fc.record({
      count: fc.integer({ min: 2, max: 120 }),
      lost: fc.uniqueArray(fc.integer({ min: 1, max: 118 })),
      late: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 120, maxLength: 120 }),
      sequence: fc.integer({ min: 0, max: 65_535 }),
      timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    })
    fc.assert(
      fc.property(scenario, ({ count, lost, late, ...start }) => {
        const gone = new Set(lost.filter((index) => index < count - 1))
        // The first packet decides where the call begins, and the last one where it ends.
        const arrival = callOf(count, start)
          .map((packet, index) => ({ packet, index, at: index + (index === 0 ? 0 : late[index]!) }))
          .filter(({ index }) => !gone.has(index))
          .toSorted((a, b) => a.at - b.at)
        const { sound, receiver } = received(arrival.map(({ packet }) => packet))
        const wanted = Array.from({ length: count }, (_, index) =>
          gone.has(index) ? SILENCE : soundOf(index),
        )
        expect(sound.equals(Buffer.concat(wanted))).toBe(true)
        expect(receiver.counts).toMatchObject({ received: count - gone.size, lost: gone.size })
        expect(receiver.counts.concealedSamples).toBe(gone.size * PACKET_SAMPLES)
      }),
    )
  })

  it("goes on when a packet stays away, and does not take it when it comes at last", () => {
    const packets = callOf(40)
    const [late] = packets.splice(5, 1)
    const { sound, receiver } = received([...packets, late!])
    expect(sound.subarray(5 * PACKET_SAMPLES, 6 * PACKET_SAMPLES).equals(SILENCE)).toBe(true)
    expect(receiver.counts).toMatchObject({ received: 39, lost: 1, late: 1, reordered: 0 })
  })

  it("counts what was overtaken and what came twice", () => {
    const [first, second, third] = callOf(3)
    const { receiver } = received([first!, third!, second!, second!, first!])
    expect(receiver.counts).toMatchObject({ received: 3, reordered: 1, duplicates: 2, lost: 0 })
  })

  it("is silent where the sender was, without a loss", () => {
    const packets = [
      rtpPacket({ sequence: 1, timestamp: 0 }),
      rtpPacket({ sequence: 2, timestamp: 8_000 }),
    ]
    const { sound, receiver } = received(packets)
    expect(sound).toHaveLength(8_000 + PACKET_SAMPLES)
    expect(receiver.counts).toMatchObject({ lost: 0, concealedSamples: 8_000 - PACKET_SAMPLES })
  })

  it("does not grow when a sender begins its numbers anew, or lies about the time", () => {
    const packets = [
      ...callOf(3),
      ...callOf(3, { sequence: 20_000, timestamp: 5 }),
      rtpPacket({ sequence: 20_003, timestamp: 0x7fff_0000 }),
    ]
    const { sound, receiver } = received(packets)
    expect(sound).toHaveLength(7 * PACKET_SAMPLES)
    expect(receiver.counts).toMatchObject({ received: 7, restarts: 2, lost: 0 })
  })

  it("keeps the encoding of its first packet when the sender changes the payload type", () => {
    const aLaw = Uint8Array.from({ length: 256 }, (_, code) => code)
    const { sound, receiver } = received([
      rtpPacket({ sequence: 1, timestamp: 0 }),
      rtpPacket({ sequence: 2, timestamp: PACKET_SAMPLES }),
      rtpPacket({ sequence: 3, timestamp: 2 * PACKET_SAMPLES, payloadType: 8, payload: aLaw }),
    ])
    expect(receiver.sender?.encoding).toBe("mulaw")
    sound.subarray(2 * PACKET_SAMPLES).forEach((code, index) => {
      const wanted = A_LAW_VALUES[index]!
      const step = Math.max(Math.abs(wanted) / 16, 8)
      expect(Math.abs(MU_LAW_VALUES[code]! - wanted)).toBeLessThanOrEqual(step)
    })
  })

  it("takes one sender and two payload types, and counts all that it refuses", () => {
    const [first, second, third] = callOf(3)
    const { sound, receiver } = received([
      Buffer.from("garbage"),
      rtpPacket({ sequence: 1, timestamp: 1, payloadType: 101 }),
      first!,
      second!,
      rtpPacket({ sequence: 1, timestamp: 1, ssrc: 99 }),
      byePacket(99),
      third!,
    ])
    expect(sound.equals(Buffer.concat([soundOf(0), soundOf(1), soundOf(2)]))).toBe(true)
    expect(receiver.counts).toMatchObject({
      received: 3,
      malformed: 1,
      otherPayloadType: 1,
      otherSource: 1,
      control: 1,
    })
  })

  it("ends with the BYE of its own sender", () => {
    const receiver = new RtpReceiver()
    for (const packet of callOf(2)) receiver.push(packet, 0)
    expect(receiver.push(byePacket(99), 0)).toBe("refused")
    expect(receiver.push(byePacket(), 0)).toBe("bye")
  })

  it("is held for ten seconds at most while nobody reads", () => {
    const receiver = new RtpReceiver()
    for (const packet of callOf(600)) receiver.push(packet, 0)
    const { received: taken, overrun, lost } = receiver.counts
    expect(taken).toBeLessThanOrEqual(502)
    expect(overrun).toBe(600 - taken)
    expect(lost).toBe(overrun)
  })
})

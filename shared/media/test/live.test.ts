import { Readable } from "node:stream"
import { describe, expect, it } from "vitest"
import { captureLive, fingerprintOf, rtpSound, type RtpSound } from "@gir/media"
import { byePacket, callOf, PACKET_SAMPLES, rtpPacket, soundOf } from "./rtp-packets.ts"
import { bytesOf, codeOf } from "./wav-files.ts"

const PLAIN = { type: "audio/wav", channels: "keep" } as const
const HEADER_BYTES = 58

async function capture(sound: RtpSound, options: Partial<Parameters<typeof captureLive>[1]> = {}) {
  const spoken = await sound.begun()
  if (spoken === null) throw new Error("no call began")
  return captureLive(spoken, { ...PLAIN, ...options })
}

describe("a live call", () => {
  it("is a WAV without a length, whose sound and duration are read to its end", async () => {
    const sound = rtpSound()
    const packets = callOf(50)
    for (const [index, packet] of packets.entries()) sound.push(packet, index * 20)
    sound.end()
    const stored = await bytesOf((await capture(sound)).stream)
    expect(stored.subarray(HEADER_BYTES)).toEqual(
      Buffer.concat(packets.map((_, index) => soundOf(index))),
    )
    const { fingerprint, durationMs } = await fingerprintOf(Readable.from([stored]), "audio/wav")
    expect(fingerprint).toMatchObject({ sampleCount: 50 * PACKET_SAMPLES, channels: 1 })
    expect(durationMs).toBe(1_000)
  })

  it("is given out while it is spoken, and its blocks know when they came", async () => {
    const sound = rtpSound()
    const packets = callOf(20)
    for (const [index, packet] of packets.slice(0, 2).entries()) {
      sound.push(packet, 1_000 + index * 20)
    }
    expect((await sound.begun())?.beganMs).toBe(1_000)
    const { stream, dueMs } = await capture(sound)
    const blocks = stream[Symbol.asyncIterator]()
    await blocks.next()
    for (const [index, packet] of packets.slice(2).entries()) sound.push(packet, 1_040 + index * 20)
    const { value } = (await blocks.next()) as { value: Uint8Array }
    expect(value.length).toBe(20 * PACKET_SAMPLES)
    // Nothing of it could be written before the second packet said that this is the call.
    expect(dueMs?.(HEADER_BYTES + PACKET_SAMPLES)).toBe(1_020)
    expect(dueMs?.(HEADER_BYTES + 20 * PACKET_SAMPLES)).toBe(1_380)
    stream.destroy()
  })

  it("becomes mp3 of the same length when the profile asks for it", async () => {
    const sound = rtpSound()
    for (const packet of callOf(150)) sound.push(packet, 0)
    sound.end()
    const { stream } = await capture(sound, { type: "audio/mp3", mp3BitRateKbps: 16 })
    const { durationMs } = await fingerprintOf(stream, "audio/mp3")
    expect(Math.abs((durationMs ?? 0) - 3_000)).toBeLessThan(150)
  })

  it("never begins with a packet that no second one confirms", async () => {
    const sound = rtpSound()
    const begun = sound.begun()
    sound.push(rtpPacket({ sequence: 1, timestamp: 1, payloadType: 96 }), 0)
    sound.push(byePacket(), 0)
    expect(sound.push(callOf(1)[0]!, 0)).toBe("candidate")
    sound.end()
    expect(await begun).toBeNull()
    expect(sound.push(callOf(2)[1]!, 0)).toBe("refused")
  })
})

describe("a WAV without a length", () => {
  it("is cut when it ends inside a frame, and empty without one", async () => {
    const sound = rtpSound()
    for (const packet of callOf(2)) sound.push(packet, 0)
    sound.end()
    const stored = await bytesOf((await capture(sound)).stream)
    const stereo = Buffer.from(stored)
    stereo.writeUInt16LE(2, 22)
    stereo.writeUInt32LE(16_000, 28)
    stereo.writeUInt16LE(2, 32)
    const read = (bytes: Buffer, mustHaveLength = false) =>
      codeOf(() => fingerprintOf(Readable.from([bytes]), "audio/wav", { mustHaveLength }))
    expect(await read(stereo.subarray(0, -1))).toBe("ERR_MEDIA_CUT")
    expect(await read(stored.subarray(0, HEADER_BYTES))).toBe("ERR_MEDIA_EMPTY")
    expect(await read(stored, true)).toBe("ERR_MEDIA_MALFORMED")
  })
})

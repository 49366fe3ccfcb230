export interface PacketOptions {
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc?: number
  readonly payloadType?: number
  readonly payload?: Uint8Array
}

/** The sender of every test that does not say otherwise. */
export const SSRC = 0x1234_5678
export const PACKET_SAMPLES = 160

/** An RTP packet of 20 ms. */
export function rtpPacket(options: PacketOptions): Buffer {
  const { sequence, timestamp, ssrc = SSRC, payloadType = 0, payload } = options
  const header = Buffer.alloc(12)
  header.writeUInt8(0x80, 0)
  header.writeUInt8(payloadType, 1)
  header.writeUInt16BE(sequence & 0xffff, 2)
  header.writeUInt32BE(timestamp >>> 0, 4)
  header.writeUInt32BE(ssrc, 8)
  return Buffer.concat([header, payload ?? soundOf(sequence)])
}

/** Sound by which a packet is known again; never silence, which is 0xff. */
export function soundOf(index: number): Buffer {
  return Buffer.alloc(PACKET_SAMPLES, (((index % 250) + 250) % 250) + 1)
}

/** A call of `count` packets whose numbers begin anywhere, also just before they wrap. */
export function callOf(count: number, start = { sequence: 65_530, timestamp: 0xffff_fff0 }) {
  return Array.from({ length: count }, (_, index) =>
    rtpPacket({
      sequence: start.sequence + index,
      timestamp: (start.timestamp + index * PACKET_SAMPLES) % 2 ** 32,
      payload: soundOf(index),
    }),
  )
}

/** RTCP: a receiver report without blocks, then BYE. */
export function byePacket(ssrc = SSRC): Buffer {
  const report = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0])
  const bye = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 0])
  report.writeUInt32BE(ssrc, 4)
  bye.writeUInt32BE(ssrc, 4)
  return Buffer.concat([report, bye])
}

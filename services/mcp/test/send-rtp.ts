import { createSocket } from "node:dgram"

const PACKET_SAMPLES = 160

/** A caller: sends datagrams to a port of this machine, in order. */
export async function sendDatagrams(port: number, datagrams: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket("udp4")
  try {
    for (const datagram of datagrams) {
      await new Promise<void>((resolve, reject) => {
        socket.send(datagram, port, "127.0.0.1", (error) => (error ? reject(error) : resolve()))
      })
    }
  } finally {
    socket.close()
  }
}

/** One RTP packet of 20 ms, mu-law unless told otherwise. */
export function rtp(index: number, { ssrc = 7, payloadType = 0 } = {}): Buffer {
  const packet = Buffer.alloc(12 + PACKET_SAMPLES, index + 1)
  packet.writeUInt8(0x80, 0)
  packet.writeUInt8(payloadType, 1)
  packet.writeUInt16BE(index, 2)
  packet.writeUInt32BE(index * PACKET_SAMPLES, 4)
  packet.writeUInt32BE(ssrc, 8)
  return packet
}

/** RTCP: the sender leaves. */
export function bye(ssrc = 7): Buffer {
  const packet = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 0])
  packet.writeUInt32BE(ssrc, 4)
  return packet
}

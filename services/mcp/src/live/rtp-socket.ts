import { createSocket, type Socket } from "node:dgram"
import { once } from "node:events"
import { isIPv6 } from "node:net"
import { GirError } from "@gir/errors"

export interface RtpSocketOptions {
  readonly address: string
  /** 0 for one that is free. */
  readonly port: number
  readonly onDatagram: (datagram: Uint8Array) => void
}

export interface RtpSocket {
  readonly port: number
  /** May be called again. */
  close(): void
}

/** What the kernel keeps while the process is busy: more than a second of a call. */
const RECEIVE_BUFFER_BYTES = 262_144

/** @throws ERR_MCP_RTP_PORT */
export async function openRtpSocket(options: RtpSocketOptions): Promise<RtpSocket> {
  const { address, port } = options
  const socket = createSocket({
    type: isIPv6(address) ? "udp6" : "udp4",
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  })
  try {
    // Two calls on one port would share its datagrams.
    socket.bind({ address, port, exclusive: true })
    await once(socket, "listening")
  } catch (cause) {
    closeOnce(socket)
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown"
    const message = `cannot listen on UDP port ${port} of ${address} (${reason})`
    throw new GirError("ERR_MCP_RTP_PORT", message, { fields: { address, port, reason }, cause })
  }
  // An ICMP error of some other packet is no reason to give up a call.
  socket.on("error", () => undefined)
  socket.on("message", options.onDatagram)
  return { port: socket.address().port, close: () => closeOnce(socket) }
}

function closeOnce(socket: Socket): void {
  try {
    socket.close()
  } catch (error) {
    // Node has no question for it: a socket that is closed says so.
    if (!(error instanceof Error && "code" in error)) throw error
    if (error.code !== "ERR_SOCKET_DGRAM_NOT_RUNNING") throw error
  }
}

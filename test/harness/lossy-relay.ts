import { createSocket, type Socket } from "node:dgram"
import { once } from "node:events"

/** A network that loses each 20th datagram and swaps each 7th with the one behind it. */
export interface LossyRelay {
  readonly port: number
  /** How many it has lost. */
  lost(): number
  swapped(): number
  close(): void
}

const LOSE_EACH = 20
const SWAP_EACH = 7

/** @param port on this machine, where the datagrams go. */
export async function lossyRelay(port: number): Promise<LossyRelay> {
  const [inbound, outbound] = [createSocket("udp4"), createSocket("udp4")]
  let [seen, lost, swapped] = [0, 0, 0]
  let heldBack: Buffer | null = null
  const pass = (datagram: Buffer): void => outbound.send(datagram, port, "127.0.0.1")
  inbound.on("message", (datagram) => {
    seen += 1
    if (seen % LOSE_EACH === LOSE_EACH / 2) {
      lost += 1
      return
    }
    if (seen % SWAP_EACH === 0) {
      heldBack = datagram
      return
    }
    pass(datagram)
    if (heldBack === null) return
    pass(heldBack)
    swapped += 1
    heldBack = null
  })
  return {
    port: await bound(inbound),
    lost: () => lost,
    swapped: () => swapped,
    close: () => [inbound, outbound].forEach((socket) => socket.close()),
  }
}

async function bound(socket: Socket): Promise<number> {
  socket.bind(0, "127.0.0.1")
  await once(socket, "listening")
  return socket.address().port
}

import { connect, createServer, type AddressInfo, type Socket } from "node:net"

/** One address in front of several, as Docker's name server answers for a scaled service. */
export interface RoundRobin {
  readonly port: number
  close(): Promise<void>
}

/** Hands each new connection to the next of the ports, whatever is spoken on it. */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  const open = new Set<Socket>()
  let next = 0
  const server = createServer((client) => {
    const peer = connect({ host: "127.0.0.1", port: ports[next++ % ports.length] ?? 0 })
    for (const [one, other] of [
      [client, peer],
      [peer, client],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.once("error", () => other.destroy())
      one.once("close", () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => {
    server.listen({ host: "127.0.0.1", port: 0 }, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

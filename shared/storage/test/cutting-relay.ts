import { once } from "node:events"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"

export interface CuttingRelay {
  readonly url: string
  readonly cuts: () => number
  /** From now on nothing is cut. */
  mend(): void
  /** Cuts this often, and then no more. */
  mendAfter(count: number): void
  close(): Promise<void>
}

/** Passes connections on to a server, and cuts each that carries more than `limitBytes` one way. */
export async function cuttingRelay(
  target: string,
  limitBytes: number,
  way: "up" | "down" = "up",
): Promise<CuttingRelay> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let cuts = 0
  let most = Number.POSITIVE_INFINITY
  const server = createServer((client) => {
    const remote = connect(Number(port), hostname)
    let passed = 0
    const cutWhenFull = (chunk: Buffer) => {
      passed += chunk.length
      if (cuts >= most || passed <= limitBytes || client.destroyed) return
      cuts += 1
      client.destroy()
      remote.destroy()
    }
    ;(way === "up" ? client : remote).on("data", cutWhenFull)
    for (const [socket, other] of [
      [client, remote],
      [remote, client],
    ] as const) {
      sockets.add(socket)
      // A cut connection is what is wanted here; the other half goes with it.
      socket.on("error", () => other.destroy())
      socket.on("close", () => other.destroy())
      socket.pipe(other)
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    mend: () => {
      most = 0
    },
    mendAfter: (count) => {
      most = count
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, "close")
    },
  }
}

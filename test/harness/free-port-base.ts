import { createServer } from "node:net"
import type { Random } from "@gir/sim"

const FIRST = 10_000
/** Below the ports that `freePorts` takes, and those that the system hands out to clients. */
const LAST = 19_800
const SPAN = 150

/** @returns a GIR_PORT_BASE from which on nobody listens. */
export async function freePortBase(random: Random): Promise<number> {
  for (;;) {
    const base = random.integer(FIRST, LAST)
    if ((await takenPorts(base)).length === 0) return base
  }
}

/** @returns the ports of an installation on this base that somebody listens on. */
export async function takenPorts(base: number): Promise<number[]> {
  const ports = Array.from({ length: SPAN }, (_, offset) => base + offset)
  const taken = await Promise.all(ports.map(isTaken))
  return ports.filter((_, index) => taken[index])
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(true))
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(false)))
  })
}

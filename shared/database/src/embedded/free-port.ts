import { createServer } from "node:net"
import type { AddressInfo } from "node:net"

/** @returns true when nothing listens on this loopback port now. */
export async function isPortFree(port: number): Promise<boolean> {
  return bind(port).then(
    () => true,
    () => false,
  )
}

/** @returns a loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return bind(0)
}

function bind(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const bound = (server.address() as AddressInfo).port
      server.close(() => resolve(bound))
    })
  })
}

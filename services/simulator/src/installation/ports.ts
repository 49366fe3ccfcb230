import { GirError } from "@gir/errors"
import { createServer, type Server } from "node:net"

const LOOPBACK = "127.0.0.1"

/** @returns `count` ports that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = held.map((server) => (server.address() as { port: number }).port)
  await Promise.all(held.map(release))
  return ports
}

/** @throws ERR_CLI_PORT_TAKEN naming the first port that another process listens on. */
export async function assertPortsFree(
  nodes: readonly { readonly name: string; readonly port: number }[],
): Promise<void> {
  for (const { name, port } of nodes) {
    try {
      await release(await listen(port))
    } catch (error) {
      throw new GirError("ERR_CLI_PORT_TAKEN", `port ${port}, which ${name} needs, is taken`, {
        fields: { port, node: name },
        cause: error,
      })
    }
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen({ port, host: LOOPBACK }, () => resolve(server))
  })
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

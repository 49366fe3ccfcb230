import { GirError } from "@gir/errors"
import { randomInt } from "node:crypto"
import { createServer, type Server } from "node:net"
import { nodeNames, type Fleet, type Node } from "./service-table.ts"

const LOOPBACK = "127.0.0.1"

/**
 * Below the ports that Linux and others hand out by themselves: one of those may become the near end
 * of somebody's connection in the moment between our asking and our listening.
 */
const FIRST_PORT = 20_000
const LAST_PORT = 32_767

/** @returns `count` ports that nobody listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

async function isFree(port: number): Promise<boolean> {
  try {
    await release(await listen(port))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false
    throw error
  }
}

/** @returns every process of an installation, on ports that nobody listens on. */
export async function freeNodes(fleet: Fleet): Promise<Node[]> {
  const names = nodeNames(fleet)
  const ports = await freePorts(names.length * 2)
  return names.map(({ name, service }, at) => ({
    name,
    service,
    port: ports[at] ?? 0,
    simPort: ports[names.length + at] ?? 0,
  }))
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

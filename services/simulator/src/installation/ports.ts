import { GirError } from "@gir/errors"
import { randomInt } from "node:crypto"
import { createServer, type Server } from "node:net"
import { LOOPBACK, nodeNames, type Fleet, type Node } from "./service-table.ts"

/**
 * Below the ports that Linux and others hand out by themselves: one of those may become the near end
 * of somebody's connection in the moment between our asking and our listening.
 */
const FIRST_PORT = 20_000
const LAST_PORT = 32_767

/** Asked for and perhaps not listened on yet: installations that start side by side ask at once. */
const handedOut = new Set<number>()
const HANDED_OUT_MAX = (LAST_PORT - FIRST_PORT) / 2

/**
 * One stretch from anywhere: another process that asks in the same moment, and does not listen yet
 * either, would meet scattered ports ten times as often.
 *
 * @returns `count` ports that nobody listens on, different from those that others have here.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  let port = randomInt(FIRST_PORT, LAST_PORT + 1)
  while (ports.size < count) {
    port = port === LAST_PORT ? FIRST_PORT : port + 1
    if (handedOut.has(port)) continue
    if (handedOut.size > HANDED_OUT_MAX) handedOut.clear()
    handedOut.add(port)
    if (await isFree(port)) ports.add(port)
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
  nodes: readonly { readonly name: string; readonly port: number; readonly host?: string }[],
): Promise<void> {
  for (const { name, port, host } of nodes) {
    try {
      await release(await listen(port, host))
    } catch (error) {
      throw new GirError("ERR_CLI_PORT_TAKEN", `port ${port}, which ${name} needs, is taken`, {
        fields: { port, node: name },
        cause: error,
      })
    }
  }
}

function listen(port: number, host = LOOPBACK): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen({ port, host }, () => resolve(server))
  })
}

function release(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

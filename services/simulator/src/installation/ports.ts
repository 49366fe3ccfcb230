import { GirError } from "@gir/errors"
import { claimStretch, isPortFree } from "./port-stretch.ts"
import { nodeNames, type Fleet, type Node } from "./service-table.ts"

/** Of a process that opens so many installations, the first ones have ended. */
const OWN_STRETCHES_MAX = 16

/** Ports of the stretches that this process claimed, in the order in which they are handed out. */
const own: number[] = []
let next = 0
let stretches = 0
/** Whoever asks in the same moment is served after: both would take the same port. */
let tail: Promise<unknown> = Promise.resolve()

/** @returns `count` ports that nobody listens on and no other process of ours hands out. */
export function freePorts(count: number): Promise<number[]> {
  const ports = tail.then(() => take(count))
  tail = ports.catch(() => undefined)
  return ports
}

async function take(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    if (next === own.length) await extend()
    const port = own[next] ?? 0
    next += 1
    if (await isPortFree(port)) ports.push(port)
  }
  return ports
}

/** Claims one stretch more, or begins again with the first. */
async function extend(): Promise<void> {
  if (stretches === OWN_STRETCHES_MAX) {
    next = 0
    return
  }
  own.push(...(await claimStretch()))
  stretches += 1
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

/** @throws ERR_CLI_PORT_TAKEN naming the first port that cannot be listened on. */
export async function assertPortsFree(
  nodes: readonly { readonly name: string; readonly port: number; readonly host?: string }[],
): Promise<void> {
  for (const { name, port, host } of nodes) {
    const obstacle = await obstacleOn(port, host)
    if (obstacle === null) continue
    throw new GirError("ERR_CLI_PORT_TAKEN", `port ${port}, which ${name} needs, ${obstacle}`, {
      fields: { port, node: name },
    })
  }
}

async function obstacleOn(port: number, host: string | undefined): Promise<string | null> {
  try {
    return (await isPortFree(port, host)) ? null : "is taken"
  } catch (error) {
    return `cannot be listened on: ${String((error as NodeJS.ErrnoException).code)}`
  }
}

/** One process of an installation. */
export interface Node {
  /** Its name in logs, options and paths: `mcp-1`, `rws`. */
  readonly name: string
  readonly service: ServiceName
  /** What it listens on; loopback when absent. */
  readonly host?: string
  readonly port: number
  /** Where its clock and its faults are set. */
  readonly simPort: number
  /** Of an RCS: a node root and a keystore of its own; it then takes no verify-playback jobs. */
  readonly hasOwnRoot?: boolean
}

export const LOOPBACK = "127.0.0.1"

/** @returns the node's address, such as `http://127.0.0.1:8080`. */
export function addressOf({ host = LOOPBACK, port }: Pick<Node, "host" | "port">): string {
  return `http://${host}:${port}`
}

export type ServiceName =
  | "config-server"
  | "rws"
  | "rcs"
  | "gax"
  | "recording-processor"
  | "mcp"
  | "screen-recorder"
  | "muxer"

/** How many processes of the services that scale. */
export interface Fleet {
  readonly mcp: number
  readonly rcs: number
  readonly muxer: number
}

export const SMALLEST_FLEET: Fleet = { mcp: 1, rcs: 1, muxer: 1 }

/**
 * Offsets from the port base. With the default base the guide's ports appear: GAX 8700, Web
 * Services 8080 (Seed: "http://<Web Services Server>:8080"), RCS 8008 (assumed).
 */
const PORT_OFFSETS: Readonly<Record<ServiceName, number>> = {
  gax: 0,
  "config-server": 1,
  "screen-recorder": 2,
  "recording-processor": 3,
  mcp: 10,
  muxer: 30,
  rws: 80,
  rcs: 100,
}

const DEFAULT_PORT_BASE = 8_700
const GUIDE_PORTS: Readonly<Partial<Record<ServiceName, number>>> = { rws: 8_080, rcs: 8_008 }
/** First of the management ports, one per node in the order of the table. */
const SIM_OFFSET = 120
/** Port of the supervisor itself, which restarts nodes for `gir restart`. */
const SUPERVISOR_OFFSET = 9

export function supervisorPort(portBase: number | null): number {
  return (portBase ?? DEFAULT_PORT_BASE) + SUPERVISOR_OFFSET
}

/** @returns every process of an installation, on the guide's ports or from `portBase` on. */
export function fixedNodes(fleet: Fleet, portBase: number | null): Node[] {
  const base = portBase ?? DEFAULT_PORT_BASE
  return nodeNames(fleet).map(({ name, service, index }, position) => {
    const guide = portBase === null ? GUIDE_PORTS[service] : undefined
    const first = guide ?? base + PORT_OFFSETS[service]
    return { name, service, port: first + index, simPort: base + SIM_OFFSET + position }
  })
}

export function nodeNames(fleet: Fleet): { name: string; service: ServiceName; index: number }[] {
  const counts: readonly (readonly [ServiceName, number | null])[] = [
    ["config-server", null],
    ["rws", null],
    ["rcs", fleet.rcs],
    ["gax", null],
    ["recording-processor", null],
    ["screen-recorder", null],
    ["mcp", fleet.mcp],
    ["muxer", fleet.muxer],
  ]
  return counts.flatMap(([service, count]) =>
    Array.from({ length: count ?? 1 }, (_, index) => ({
      name: count === null ? service : `${service}-${index + 1}`,
      service,
      index,
    })),
  )
}

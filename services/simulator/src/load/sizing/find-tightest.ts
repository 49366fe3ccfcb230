/** How much of one core, or of one disk, a part of the site uses. */
export interface PartUse {
  /** `recorder`, `rcs`, `muxer`, `storage`, or another service. */
  readonly part: string
  /** Null: it is no service. */
  readonly service: string | null
  readonly of: "core" | "disk"
  readonly used: number
}

/** What is full first, when each service has one core, and the site one disk as it was measured. */
export interface Tightest extends PartUse {
  /** Calls per hour, with playbacks and muxes in the same proportion, at which it is full. */
  readonly fullAtCallsPerHour: number
  /** All parts, the fullest first. */
  readonly parts: readonly PartUse[]
}

interface Site {
  readonly services: readonly { readonly service: string; readonly busyCores: number }[]
  readonly diskShare: number
  readonly demand: { readonly callsPerHour: number; readonly utilisation: number }
}

/** What a service is to somebody who sizes a site; the others are called by their own names. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ["mcp", "recorder"],
  ["postgres", "database"],
])

/** @returns the part of a site that is full first. */
export function findTightest({ services, diskShare, demand }: Site): Tightest {
  const storage: PartUse = { part: "storage", service: null, of: "disk", used: diskShare }
  const ofServices = services.map(({ service, busyCores }): PartUse => {
    return { part: PARTS.get(service) ?? service, service, of: "core", used: busyCores }
  })
  const parts = [storage, ...ofServices].toSorted((a, b) => b.used - a.used)
  const [fullest = storage] = parts
  const fullAtCallsPerHour = (demand.callsPerHour * demand.utilisation) / fullest.used
  return { ...fullest, fullAtCallsPerHour, parts }
}

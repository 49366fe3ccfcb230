import { alignColumns } from "../../cli/table.ts"
import { PUBLISHED_CAPACITY, PUBLISHED_FOR } from "../report/published-capacity.ts"
import type { PipelineBench } from "./measured-costs.ts"
import type { SiteDemand, SiteSize } from "./size-site.ts"

interface Sizing {
  readonly bench: PipelineBench
  readonly demand: SiteDemand
  readonly sizes: readonly SiteSize[]
}

/** The sizing page in the terminal: what was measured, what follows, and by which formula. */
export function sizingLines({ bench, demand, sizes }: Sizing): string[] {
  const { machine, at } = bench
  const measured = `Measured ${at} on ${machine.cores} cores (${machine.model}), Node ${machine.node}`
  return [measured, ...sizes.flatMap((size) => ["", ...sizeLines(size, demand)]), "", ...context()]
}

function sizeLines(size: SiteSize, { utilisation, retentionDays }: SiteDemand): string[] {
  const { backend, callsPerSecond, concurrentCalls, services, cores } = size
  const percent = `${Math.round(utilisation * 100)} %`
  const rows = services.map(({ service, msPerCall, busyCores, cores: whole }) => [
    `  ${service}`,
    `${msPerCall.toFixed(1)} ms`,
    busyCores.toFixed(2),
    String(whole),
  ])
  return [
    `Queue on ${backend}: ${callsPerSecond.toFixed(2)} calls/s, ${Math.ceil(concurrentCalls)} at once`,
    ...alignColumns([["  Service", "Per call", "Busy cores", `Cores at ${percent}`], ...rows]),
    `  Cores in all, at ${percent}: ${cores}, which is calls/s x ms per call / 1,000 / ${utilisation}`,
    `  Storage ${gigabytes(size.storageBytesPerDay)} a day, ${gigabytes(size.storageBytes)} in ${retentionDays} days`,
    `  Database ${size.transactionsPerSecond.toFixed(1)} transactions/s`,
  ]
}

function context(): string[] {
  const rows = PUBLISHED_CAPACITY.map(({ name, recommendedPorts, peakPorts }) => [
    `  ${name}`,
    recommendedPorts,
    peakPorts,
  ])
  const head = ["  GIR's published capacity", "Ports", "At peak"]
  return [...alignColumns([head, ...rows]), `  ${PUBLISHED_FOR}`]
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toLocaleString("en-US", { maximumSignificantDigits: 3 })} GB`
}

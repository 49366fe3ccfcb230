import { alignColumns } from "../../cli/table.ts"
import type { PartUse } from "./find-tightest.ts"
import type { MissingFigure } from "./missing-figures.ts"
import type { SiteCosts, SiteDemand, SiteSize } from "./size-site.ts"

interface OneSize {
  readonly demand: SiteDemand
  readonly costs: SiteCosts
  readonly size: SiteSize
  readonly missing: readonly MissingFigure[]
}

const NONE = "·"

/** What follows for one backend of the queue; each number says where it comes from. */
export function sizeLines(one: OneSize): string[] {
  const { size, demand } = one
  const { callsPerSecond, playbacksPerSecond, muxesPerSecond, concurrentCalls } = size
  const rates = [
    `${callsPerSecond.toFixed(2)} calls/s`,
    `${playbacksPerSecond.toFixed(2)} playbacks/s`,
    `${muxesPerSecond.toFixed(2)} muxes/s`,
    `${Math.ceil(concurrentCalls)} calls at once`,
  ]
  return [
    `Queue on ${size.backend}: ${rates.join(", ")} (computed)`,
    ...alignColumns(serviceRows(one)),
    "  Busy cores: per second x measured ms x times longer / 1,000, summed over the three.",
    "  A longer one is taken to cost as much more as it is longer: an upper limit.",
    `  Cores in all, at ${percent(demand.utilisation)}: ${size.cores} (computed)`,
    ...storageLines(one),
    `  Database ${size.transactionsPerSecond.toFixed(1)} transactions/s (computed, recording only; measured: ${one.costs.recording.commitsPerRecording.toFixed(1)} each)`,
    ...bottleneckLines(one),
  ]
}

function serviceRows({ costs, size, demand }: OneSize): string[][] {
  const { recording, playback, mux } = costs
  const kilobytes = playback === null ? "" : ` ${Math.round(playback.recordingBytes / 1_000)} KB`
  const seconds = mux === null ? "" : ` ${mux.audioSeconds} s`
  const measured = [recording, playback, mux]
  const ms = (service: string): string[] =>
    measured.map((one) =>
      one === null ? NONE : `${(one.processorMs[service] ?? 0).toFixed(1)} ms`,
    )
  const times = Object.values(size.timesLonger).map((one) =>
    one === null ? NONE : `x ${one.toFixed(2)}`,
  )
  return [
    [
      "  Service",
      `Record ${recording.audioSeconds} s`,
      `Play${kilobytes}`,
      `Mux${seconds}`,
      "Busy cores",
      `Cores at ${percent(demand.utilisation)}`,
    ],
    ["", ...measured.map((one) => (one === null ? NONE : "measured")), "computed", "computed"],
    ...size.services.map(({ service, busyCores, cores }) => [
      `  ${service}`,
      ...ms(service),
      busyCores.toFixed(3),
      String(cores),
    ]),
    ["  Times longer (computed)", ...times, "", ""],
  ]
}

function storageLines({ size, demand, costs }: OneSize): string[] {
  const { objectBytes, audioSeconds, filesPerSecond } = costs.recording
  const { storageBytesPerDay, storageBytes, bottleneck } = size
  const disk = bottleneck.parts.find(({ of }) => of === "disk")?.used ?? 0
  const days = `${gigabytes(storageBytesPerDay)} a day, ${gigabytes(storageBytes)} in ${demand.retentionDays} days`
  const isWithMuxes = demand.muxBytes !== null && demand.muxesPerHour > 0
  const muxes = isWithMuxes ? ", and the input for each mux" : ", calls only"
  return [
    `  Storage ${days}: computed of ${grouped(objectBytes)} bytes for ${audioSeconds} s (measured)${muxes}`,
    `  Disk ${grouped(filesPerSecond)} such files a second, written durably (measured); ${(disk * 100).toFixed(1)} % used (computed)`,
  ]
}

/** The one sentence that a sizing is for: what to buy more of first. */
function bottleneckLines({ size, missing }: OneSize): string[] {
  const { bottleneck } = size
  const { fullAtCallsPerHour, parts } = bottleneck
  const others = parts.filter((one, rank) => one.part !== bottleneck.part && isTold(one.part, rank))
  const hedge = missing.length === 0 ? "" : ", of what is known"
  const unknown = missing.map(({ figure }) => figure)
  return [
    `  Bottleneck${hedge}: ${useText(bottleneck)} (computed)`,
    `    With a core for each service and one such disk it is full first, at ${grouped(fullAtCallsPerHour)} calls an hour (computed).`,
    `    Then ${others.map(useText).join(", ")} (computed)`,
    ...(unknown.length === 0 ? [] : [`    Without ${unknown.join("; ")}`]),
  ]
}

/** Those that come next, and those that are asked for wherever they stand. */
function isTold(part: string, rank: number): boolean {
  return rank <= NEXT || ASKED_FOR.has(part)
}

const NEXT = 2
const ASKED_FOR = new Set(["recorder", "rcs", "muxer", "storage"])

function useText({ part, service, of, used }: PartUse): string {
  const name = service === null || service === part ? part : `${part} (${service})`
  const share =
    of === "core" ? `${used.toFixed(2)} of a core` : `${(used * 100).toFixed(1)} % of a disk`
  return `${name} ${share}`
}

function grouped(value: number): string {
  return Math.floor(value).toLocaleString("en-US")
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toLocaleString("en-US", { maximumSignificantDigits: 3 })} GB`
}

import type { JobName } from "@gir/contracts"
import type { JobCounts, Jobs } from "@gir/queue"
import type { Clock } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import type { Node } from "../../installation/service-table.ts"

export interface ServiceSample {
  /** Share of one core since the sample before. */
  readonly cpu: number
  readonly rssMiB: number
  /** Event-loop delay, 99th percentile since the sample before. */
  readonly lagMs: number
}

/** All services at one moment of the load. */
export interface Sample {
  readonly second: number
  readonly services: Readonly<Record<string, ServiceSample>>
  /** Jobs that wait, run or rest, by queue. */
  readonly queues: Readonly<Record<string, number>>
}

interface SamplerOptions {
  readonly nodes: readonly Node[]
  readonly jobs: Jobs
  readonly clock: Clock
  readonly startMs: number
  readonly signal: AbortSignal
  readonly isOver: () => boolean
}

const EVERY_MS = 1_000
const TIMEOUT_MS = 900
const GENERATOR = "gir"

/** Reads every service's own metrics once a second, until the load is over. */
export async function sampleServices(options: SamplerOptions): Promise<readonly Sample[]> {
  const { nodes, jobs, clock, startMs, signal, isOver } = options
  const samples: Sample[] = []
  const earlier = new Map<string, Reading>()
  while (!isOver() && !signal.aborted) {
    const second = Math.floor((clock.monotonicMs() - startMs) / 1_000)
    const readings = [...(await Promise.all(nodes.map(readNode))), readSelf()]
    const services: Record<string, ServiceSample> = {}
    for (const reading of readings) {
      if (reading === null) continue
      const sample = sampleOf(reading, earlier.get(reading.name), clock.monotonicMs())
      earlier.set(reading.name, { ...reading, atMs: clock.monotonicMs() })
      if (sample !== null) services[reading.name] = sample
    }
    samples.push({ second, services, queues: depths(await jobs.counts()) })
    await wait(EVERY_MS)
  }
  return samples
}

interface Reading {
  readonly name: string
  readonly cpuSeconds: number
  readonly rssBytes: number
  readonly lagSeconds: number
  readonly atMs?: number
}

/** @returns null for a node that does not answer: it is busy, or it was killed. */
async function readNode({ name, port }: Node): Promise<Reading | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal })
    const text = await answer.text()
    return {
      name,
      cpuSeconds: valueOf(text, "process_cpu_seconds_total"),
      rssBytes: valueOf(text, "process_resident_memory_bytes"),
      lagSeconds: valueOf(text, "nodejs_eventloop_lag_p99_seconds"),
    }
  } catch {
    // A gap in the curve is what there is to see.
    return null
  }
}

function readSelf(): Reading {
  const { user, system } = process.cpuUsage()
  const rssBytes = process.memoryUsage.rss()
  return { name: GENERATOR, cpuSeconds: (user + system) / 1e6, rssBytes, lagSeconds: 0 }
}

/** @returns the value of a metric without labels; 0 when it is not there. */
export function valueOf(metrics: string, name: string): number {
  const found = new RegExp(`^${name} ([0-9.eE+-]+)`, "m").exec(metrics)?.[1]
  return found === undefined ? 0 : Number(found)
}

function sampleOf(
  reading: Reading,
  before: Reading | undefined,
  nowMs: number,
): ServiceSample | null {
  if (before?.atMs === undefined) return null
  const seconds = (nowMs - before.atMs) / 1_000
  return {
    // A process that was restarted begins at zero.
    cpu: Math.max(0, reading.cpuSeconds - before.cpuSeconds) / seconds,
    rssMiB: reading.rssBytes / 1_048_576,
    lagMs: reading.lagSeconds * 1_000,
  }
}

function depths(counts: Record<JobName, JobCounts>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, { waiting, active, delayed }]) => [
      name,
      waiting + active + delayed,
    ]),
  )
}

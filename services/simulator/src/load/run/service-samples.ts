import type { JobName } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import type { JobCounts, Jobs } from "@gir/queue"
import type { Clock } from "@gir/sim"
import { setTimeout as wait } from "node:timers/promises"
import type { Node } from "../../installation/service-table.ts"
import { processTreeUsage } from "./process-tree-usage.ts"

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

/** A server that the load started: its processes are found below the first one. */
export interface SampledServer {
  readonly name: "postgres" | "redis"
  /** Null when it does not run here, or just now. */
  readonly pid: () => Promise<number | null>
}

interface SamplerOptions {
  readonly servers: readonly SampledServer[]
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

/** Reads every service's own metrics, and what the system tells of the servers, once a second, until the load is over. */
export async function sampleServices(options: SamplerOptions): Promise<readonly Sample[]> {
  const { nodes, jobs, clock, startMs, signal, isOver } = options
  const samples: Sample[] = []
  const earlier = new Map<string, Reading>()
  while (!isOver() && !signal.aborted) {
    const second = Math.floor((clock.monotonicMs() - startMs) / 1_000)
    const servers = await readServers(options.servers)
    const readings = [...(await Promise.all(nodes.map(readNode))), ...servers, readSelf()]
    const services: Record<string, ServiceSample> = {}
    for (const reading of readings) {
      if (reading === null) continue
      const sample = sampleOf(reading, earlier.get(reading.name), clock.monotonicMs())
      earlier.set(reading.name, { ...reading, atMs: clock.monotonicMs() })
      if (sample !== null) services[reading.name] = sample
    }
    samples.push({ second, services, queues: await readQueues(jobs) })
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

/** Linux tells of other processes; elsewhere there is nothing to see of the servers. */
async function readServers(servers: readonly SampledServer[]): Promise<readonly Reading[]> {
  const found = await Promise.all(
    servers.map(async ({ name, pid }) => {
      const root = await pid()
      const usage = root === null ? null : await processTreeUsage(root)
      return usage === null ? null : { name, ...usage, lagSeconds: 0 }
    }),
  )
  return found.filter((one) => one !== null)
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

/** @returns nothing while the queue is away: a gap, as for a service that was killed. */
async function readQueues(jobs: Jobs): Promise<Record<string, number>> {
  try {
    return depths(await jobs.counts())
  } catch (error) {
    if (isGirError(error) && error.retryable) return {}
    throw error
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

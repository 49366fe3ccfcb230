import { readdir, readFile, writeFile } from "node:fs/promises"
import { setTimeout as wait } from "node:timers/promises"
import { processesOn } from "../../harness/processes.ts"
import { systemClock } from "@gir/sim"

/** A service's process, by proc(5). */
export interface ServiceProcess {
  readonly service: string
  readonly pid: number
}

/** One service at one moment. */
export interface Reading {
  readonly second: number
  readonly service: string
  readonly residentMiB: number
  /** Highest since the process began, or since it was reset. */
  readonly peakMiB: number
  readonly openFiles: number
}

const KIB_PER_MIB = 1_024

/** @returns the services that run on this folder; each a process of its own. */
export async function servicesOn(folder: string): Promise<readonly ServiceProcess[]> {
  const found = await processesOn(folder)
  const services = found.flatMap(({ pid, command }) => {
    const service = /\/dist\/([a-z-]+)\.js\b/.exec(command)?.[1]
    return service === undefined || service === "gir" ? [] : [{ service, pid }]
  })
  return services.toSorted((a, b) => a.service.localeCompare(b.service))
}

/** Lets the kernel count the peak of memory from now on: 5 in clear_refs, proc(5). */
export async function resetPeaks(processes: readonly ServiceProcess[]): Promise<void> {
  await Promise.all(processes.map(({ pid }) => writeFile(`/proc/${pid}/clear_refs`, "5")))
}

/** @throws when a service has ended: what it would have come to is not known. */
export function readServices(
  processes: readonly ServiceProcess[],
  second: number,
): Promise<readonly Reading[]> {
  return Promise.all(
    processes.map(async ({ service, pid }) => {
      const status = await readFile(`/proc/${pid}/status`, "latin1")
      const openFiles = (await readdir(`/proc/${pid}/fd`)).length
      const residentMiB = mebibytes(status, "VmRSS")
      return { second, service, residentMiB, peakMiB: mebibytes(status, "VmHWM"), openFiles }
    }),
  )
}

function mebibytes(status: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]
  if (kibibytes === undefined) throw new Error(`a service has ended: no ${name}`)
  return Number(kibibytes) / KIB_PER_MIB
}

/** Reads all services again and again while some work is done. */
export async function watching<T>(
  {
    processes,
    everyMs,
  }: { readonly processes: readonly ServiceProcess[]; readonly everyMs: number },
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly readings: readonly Reading[] }> {
  const readings: Reading[] = []
  const over = new AbortController()
  const startMs = systemClock.monotonicMs()
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const second = (systemClock.monotonicMs() - startMs) / 1_000
      readings.push(...(await readServices(processes, Math.round(second))))
      await wait(everyMs, undefined, { signal: over.signal }).catch(() => undefined)
    }
  }
  const looking = watch()
  try {
    const result = await Promise.race([work(), looking.then(() => Promise.reject(ENDED))])
    return { result, readings }
  } finally {
    over.abort()
    await looking.catch(() => undefined)
  }
}

const ENDED = new Error("the watch over the services ended too early")

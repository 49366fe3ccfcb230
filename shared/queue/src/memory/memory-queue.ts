import { setImmediate as turn } from "node:timers/promises"
import type { JobName } from "@gir/contracts"
import type { JobQueue, JobTaker, TakeJobsOptions } from "../job-queue.ts"

export interface MemoryQueueOptions {
  /** Delivers each job that was done once more. */
  readonly deliversTwice: boolean
}

interface Entries {
  readonly waiting: string[]
  /** Waiting, delayed or active: an id is held once. */
  readonly held: Set<string>
  readonly delivered: Set<string>
  active: number
  wake: () => void
}

/** A queue in an array. Delays are left out: a unit test must not wait for a backoff. */
export function memoryQueue(options: MemoryQueueOptions): JobQueue {
  const all = new Map<JobName, Entries>()
  const entriesOf = (name: JobName) => {
    const entries = all.get(name) ?? newEntries()
    all.set(name, entries)
    return entries
  }
  return {
    backend: "memory",
    async offer(name, ids) {
      const entries = entriesOf(name)
      const fresh = ids.filter((id) => !entries.held.has(id))
      fresh.forEach((id) => entries.held.add(id))
      entries.waiting.push(...fresh)
      entries.wake()
    },
    async counts(name) {
      const { waiting, held, active } = entriesOf(name)
      return { waiting: waiting.length, active, delayed: held.size - waiting.length - active }
    },
    takeJobs: async (taking) => memoryTaker(entriesOf(taking.name), taking, options),
    check: async () => [],
    close: async () => undefined,
  }
}

function newEntries(): Entries {
  const entries = { waiting: [], held: new Set<string>(), delivered: new Set<string>(), active: 0 }
  return { ...entries, wake: () => undefined }
}

function memoryTaker(
  entries: Entries,
  taking: TakeJobsOptions,
  options: MemoryQueueOptions,
): JobTaker {
  const aborting = new AbortController()
  const running = new Set<Promise<void>>()
  let isClosed = false
  const pump = () => {
    while (!isClosed && running.size < taking.concurrency) {
      const id = entries.waiting.shift()
      if (id === undefined) return
      const delivery = deliver(entries, { ...taking, id, signal: aborting.signal }, options)
      running.add(delivery)
      void delivery.finally(() => {
        running.delete(delivery)
        pump()
      })
    }
  }
  entries.wake = pump
  pump()
  return {
    async close() {
      isClosed = true
      await Promise.all(running)
    },
    abort: (reason) => aborting.abort(reason),
  }
}

async function deliver(
  entries: Entries,
  delivery: TakeJobsOptions & { readonly id: string; readonly signal: AbortSignal },
  options: MemoryQueueOptions,
): Promise<void> {
  const { id, run, signal } = delivery
  entries.active += 1
  const verdict = await run(id, signal).catch(() => ({ kind: "later" }) as const)
  entries.active -= 1
  const isRepeated = verdict.kind === "done" && options.deliversTwice && !entries.delivered.has(id)
  if (verdict.kind === "done") entries.delivered.add(id)
  if (verdict.kind === "later" || isRepeated) {
    await turn()
    entries.waiting.push(id)
    return
  }
  entries.held.delete(id)
  entries.delivered.delete(id)
}

import type { Job, JobsOptions, JobType, Processor, QueueOptions, WorkerOptions } from "bullmq"

/** Options of a queue or worker without the connection, which is this port's own business. */
export type BullQueueOptions = Omit<QueueOptions, "connection">
export type BullWorkerOptions = Omit<WorkerOptions, "connection">

export interface NewWorkerOptions {
  readonly name: string
  readonly processor: Processor
  readonly options: BullWorkerOptions
}

interface BullEntry {
  readonly name: string
  readonly data: object
  readonly opts: JobsOptions
}

/** What we use of BullMQ's Queue, whatever its backend. */
export interface BullQueue {
  add(name: string, data: object, options: JobsOptions): Promise<unknown>
  addBulk(entries: BullEntry[]): Promise<unknown>
  getJobCounts(...types: JobType[]): Promise<Record<string, number>>
  waitUntilReady(): Promise<unknown>
  on(event: "error", listener: (error: Error) => void): unknown
  close(): Promise<unknown>
}

/** What we use of BullMQ's Worker, whatever its backend. */
export interface BullWorker {
  run(): Promise<void>
  waitUntilReady(): Promise<unknown>
  on(event: "error", listener: (error: Error) => void): unknown
  on(event: "lockRenewalFailed", listener: (ids: string[]) => void): unknown
  on(event: "failed", listener: (job: Job | undefined, error: Error) => void): unknown
  cancelJob(id: string, reason?: string): boolean
  cancelAllJobs(reason?: string): void
  close(): Promise<void>
}

/** Where BullMQ keeps its queues. The two adapters differ in connections only. */
export interface BullConnection {
  readonly backend: "postgresql" | "redis"
  newQueue(name: string, options: BullQueueOptions): Promise<BullQueue>
  newWorker(worker: NewWorkerOptions): Promise<BullWorker>
  /** @returns warnings, one sentence each. @throws when it does not answer. */
  check(): Promise<readonly string[]>
  close(): Promise<void>
}

import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { GirError } from "@gir/errors"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { defineWorkers, type JobHandlers, type Jobs, type Workers } from "../src/index.ts"
import { openProcessJobs, type InstallationUrls } from "./process-jobs.ts"
import { newMux, stored } from "./samples.ts"
import { until } from "./servers.ts"

export interface ServerUnderTest {
  /** An installation whose queue is empty and ready. */
  newInstallation(): Promise<InstallationUrls>
  /** Empties the queue behind everybody's back. */
  wipe(urls: InstallationUrls): Promise<void>
  crashDatabase(): Promise<void>
}

const WAIT = { timeoutMs: 30_000 }
const WORKER_PROCESS = fileURLToPath(new URL("worker-process.ts", import.meta.url))

/** What a queue on a server must do besides: survive its loss, a killed worker, a crash. */
export function serverConformance(name: string, server: ServerUnderTest): void {
  describe(`job queue on a server: ${name}`, () => {
    let urls: InstallationUrls
    let closing: (() => Promise<void>)[] = []
    const newProcess = async () => {
      const opened = await openProcessJobs(urls)
      closing.push(() => opened.close())
      return opened.jobs
    }
    const work = (jobs: Jobs, handlers: JobHandlers): Workers => {
      const workers = defineWorkers({ jobs, handlers, concurrency: 4 })
      workers.start()
      closing.unshift(() => workers.close())
      return workers
    }
    const addMuxes = async (jobs: Jobs, count: number) => {
      const all = Array.from({ length: count }, newMux)
      const added = await Promise.all(all.map((mux) => jobs.add("mux-recording", mux)))
      return added.map(({ id }) => id)
    }
    beforeEach(async () => {
      urls = await server.newInstallation()
    })
    afterEach(async () => {
      for (const close of closing) await close()
      closing = []
    })

    it("loses no acknowledged job when the queue is wiped", async () => {
      const jobs = await newProcess()
      const ids = await addMuxes(jobs, 20)
      await server.wipe(urls)
      expect((await jobs.counts())["mux-recording"].waiting).toBe(0)
      work(jobs, { "mux-recording": async ({ recordingId }) => stored(recordingId) })
      const outcomes = await Promise.all(ids.map((id) => jobs.waitFor("mux-recording", id, WAIT)))
      expect(outcomes.map(({ status }) => status)).toEqual(ids.map(() => "done"))
    })

    it("runs each job once when two processes share the queue", async () => {
      const runs: string[] = []
      const handlers: JobHandlers = {
        "mux-recording": async ({ recordingId }) => {
          runs.push(recordingId)
          return stored(recordingId)
        },
      }
      const [first, second] = [await newProcess(), await newProcess()]
      work(first, handlers)
      work(second, handlers)
      const ids = await addMuxes(await newProcess(), 40)
      await Promise.all(ids.map((id) => first.waitFor("mux-recording", id, WAIT)))
      expect(runs.toSorted()).toEqual(ids.toSorted())
    })

    it("runs a job again whose process was killed, twice, and does not fail it", async () => {
      const jobs = await newProcess()
      const [id] = (await addMuxes(jobs, 1)) as [string]
      await killWorkerProcessIn(id)
      await killWorkerProcessIn(id)
      work(jobs, { "mux-recording": async ({ recordingId }) => stored(recordingId) })
      const outcome = await jobs.waitFor("mux-recording", id, WAIT)
      expect(outcome.status).toBe("done")
    })

    it("goes on by itself when the database crashes in the middle of a job", async () => {
      const jobs = await newProcess()
      let isCrashed = false
      work(jobs, {
        "mux-recording": async ({ recordingId }) => {
          if (!isCrashed) await server.crashDatabase()
          isCrashed = true
          return stored(recordingId)
        },
      })
      const ids = await addMuxes(jobs, 1)
      await until(() => isCrashed)
      const later = await addWhenItWorks(() => addMuxes(jobs, 10))
      const outcomes = await Promise.all(
        [...ids, ...later].map((id) => jobs.waitFor("mux-recording", id, WAIT)),
      )
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["done"]))
    })

    /** Starts a worker process, waits until it has the job in hand, and kills it. */
    async function killWorkerProcessIn(id: string): Promise<void> {
      const child = spawn(
        process.execPath,
        ["--conditions=@gir/source", "--import", "tsx", WORKER_PROCESS, JSON.stringify(urls)],
        { stdio: ["ignore", "pipe", "inherit"] },
      )
      let output = ""
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
      await until(() => output.includes(id))
      const exited = once(child, "exit")
      child.kill("SIGKILL")
      await exited
    }
  })
}

async function addWhenItWorks<T>(add: () => Promise<T>): Promise<T> {
  let added: T | null = null
  await until(async () => {
    try {
      added = await add()
      return true
    } catch (error) {
      if (error instanceof GirError && error.retryable) return false
      throw error
    }
  })
  return added as T
}

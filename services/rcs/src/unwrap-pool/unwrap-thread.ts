import { Worker } from "node:worker_threads"
import type { RecipientInfo } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import type { KeyForWorker, UnwrapAnswer, UnwrapJob } from "./unwrap-messages.ts"
import type { UnwrapKey } from "./unwrap-pool.ts"

export interface Unwrapped {
  /** For the caller to fill with zero. */
  readonly cek: Uint8Array
  /** See {@link keyName}. */
  readonly name: string
}

export interface UnwrapThread {
  /** @returns null when no recipient is one of `keys`. @throws ERR_CMS_…, ERR_SERVICE_UNAVAILABLE. */
  unwrap(
    keys: readonly UnwrapKey[],
    request: Pick<UnwrapJob, "recipientInfos" | "cekBytes">,
  ): Promise<Unwrapped | null>
  /** Jobs that wait for an answer. */
  load(): number
  /** True when it can take no more jobs. */
  hasEnded(): boolean
  end(): Promise<void>
}

/** What a thread runs. */
export interface ThreadProgram {
  readonly url: URL
  readonly execArgv: readonly string[]
}

interface Waiting {
  resolve(opened: Unwrapped | null): void
  reject(error: unknown): void
}

/** A thread that fails takes only its own jobs with it; the pool starts another for the next ones. */
export function startUnwrapThread({ url, execArgv }: ThreadProgram): UnwrapThread {
  const worker = new Worker(url, { execArgv: [...execArgv] })
  const waiting = new Map<number, Waiting>()
  let hasEnded = false
  let jobs = 0
  let known: readonly string[] | null = null
  const failAll = (cause: unknown): void => {
    hasEnded = true
    const error = new GirError("ERR_SERVICE_UNAVAILABLE", "the thread of this job ended", { cause })
    for (const job of waiting.values()) job.reject(error)
    waiting.clear()
  }
  worker.on("message", (answer: UnwrapAnswer) => {
    // It may not have taken the keys.
    if ("failure" in answer) known = null
    settle(answer, waiting)
  })
  worker.on("error", failAll).on("exit", failAll)
  // A thread with nothing to do keeps no process alive.
  worker.unref()
  return {
    unwrap: (keys, { recipientInfos, cekBytes }) =>
      new Promise((resolve, reject) => {
        const names = keys.map(keyName)
        const isKnown = known?.join() === names.join()
        known = names
        jobs += 1
        waiting.set(jobs, { resolve, reject })
        const infos = withoutNeighbours(recipientInfos)
        const job: UnwrapJob = { job: jobs, recipientInfos: infos, cekBytes }
        worker.postMessage(isKnown ? job : { ...job, keys: keys.map(toMessage) })
      }),
    load: () => waiting.size,
    hasEnded: () => hasEnded,
    end: async () => {
      failAll(undefined)
      await worker.terminate()
    },
  }
}

function settle(answer: UnwrapAnswer, waiting: Map<number, Waiting>): void {
  const job = waiting.get(answer.job)
  waiting.delete(answer.job)
  if ("failure" in answer) {
    const { code, message, fields } = answer.failure
    return job?.reject(new GirError(code, message, { fields }))
  }
  // Nobody waits any more, so nobody else would clear it.
  if (job === undefined) answer.opened?.cek.fill(0)
  job?.resolve(answer.opened)
}

/** Names a key in messages: the same for the same certificates. */
export function keyName({ certificate, otherCertificates = [] }: UnwrapKey): string {
  return [certificate, ...otherCertificates].map(({ sha256 }) => sha256).join(" ")
}

function toMessage(key: UnwrapKey): KeyForWorker {
  const { certificate, otherCertificates = [], privateKey } = key
  const otherCertificateDers = otherCertificates.map(({ der }) => der)
  return { name: keyName(key), certificateDer: certificate.der, otherCertificateDers, privateKey }
}

/** A view crosses with all of the buffer that it looks into: here, a whole recording. */
function withoutNeighbours(infos: readonly RecipientInfo[]): readonly RecipientInfo[] {
  const copy = (value: unknown): unknown => {
    if (value instanceof Uint8Array) return Uint8Array.from(value)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copy(part)]))
  }
  return infos.map((info) => copy(info) as RecipientInfo)
}

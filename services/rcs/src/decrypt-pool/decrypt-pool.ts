import { availableParallelism } from "node:os"
import { GirError } from "@gir/errors"
import {
  startDecryptThread,
  type DecryptThread,
  type OpenRequest,
  type ThreadProgram,
} from "./decrypt-thread.ts"
import type { PooledEnvelope } from "./pooled-envelope.ts"

/**
 * Decrypts beside the event loop of RCS, in threads of this process: RSA, digests and content. The
 * event loop moves stored bytes in and clear bytes out.
 */
export interface DecryptPool {
  /** Opens under the policy `strict`. @throws as `openEnvelope`, ERR_SERVICE_UNAVAILABLE. */
  open(request: OpenRequest): Promise<PooledEnvelope>
  /** Ends the threads; what they were at fails with ERR_SERVICE_UNAVAILABLE. */
  close(): Promise<void>
}

export interface DecryptPoolOptions {
  /** Most threads; each is started when all others are busy. Default: one per core. */
  readonly size?: number
  /** For tests, which run from the sources. */
  readonly program?: ThreadProgram
}

/** The built file also from the sources: a thread of Node 20 knows no TypeScript. */
const BUILT_PROGRAM = {
  url: new URL("../../../../dist/decrypt-worker.js", import.meta.url),
  execArgv: [],
}

export function openDecryptPool(options: DecryptPoolOptions = {}): DecryptPool {
  const { size = availableParallelism(), program = BUILT_PROGRAM } = options
  let threads: DecryptThread[] = []
  let isClosed = false
  const idlest = (): DecryptThread => {
    if (isClosed) throw new GirError("ERR_SERVICE_UNAVAILABLE", "RCS is shutting down")
    threads = threads.filter((thread) => !thread.hasEnded())
    const [first] = threads.toSorted((one, other) => one.load() - other.load())
    if (first !== undefined && (first.load() === 0 || threads.length >= size)) return first
    const started = startDecryptThread(program)
    threads.push(started)
    return started
  }
  return {
    open: async (request) => idlest().open(request),
    close: async () => {
      isClosed = true
      await Promise.all(threads.map((thread) => thread.end()))
    },
  }
}

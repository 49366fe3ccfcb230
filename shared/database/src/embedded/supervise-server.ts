import type { ChildProcess } from "node:child_process"
import { setTimeout as delay } from "node:timers/promises"
import type { DatabaseLogger } from "../logger.ts"
import { shutDown, startPostmaster, type PostmasterOptions } from "./postmaster.ts"

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 5_000

export interface SuperviseOptions extends PostmasterOptions {
  readonly logger: DatabaseLogger
}

/**
 * Starts the server, and starts it again on the same port whenever it ends unasked.
 *
 * @returns the function that ends it; it may be called twice.
 */
export async function superviseServer(options: SuperviseOptions): Promise<() => Promise<void>> {
  const { folder, logger } = options
  const stopping = new AbortController()
  let server: ChildProcess = await startPostmaster(options)
  let revival: Promise<void> = Promise.resolve()
  const watch = () =>
    server.once("exit", (code, signal) => {
      if (stopping.signal.aborted) return
      logger.error({ code, signal }, "the database ended unexpectedly and is started again")
      revival = revive()
    })
  const revive = async () => {
    for (let delayMs = FIRST_DELAY_MS; !stopping.signal.aborted; delayMs *= 2) {
      try {
        server = await startPostmaster(options)
        logger.info({ port: options.port }, "the database runs again")
        watch()
        return
      } catch (error) {
        logger.error({ reason: String(error) }, "the database does not start again yet")
      }
      const waitMs = Math.min(delayMs, MAX_DELAY_MS)
      await delay(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  // A process that exits without `stop` takes its server along; only a kill leaves it behind.
  const onExit = () => server.kill("SIGINT")
  process.once("exit", onExit)
  watch()
  return async () => {
    stopping.abort()
    process.off("exit", onExit)
    await revival
    await shutDown(folder)
  }
}

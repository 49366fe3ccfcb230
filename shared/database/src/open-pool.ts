import type { EventEmitter } from "node:events"
import pg from "pg"

/** @returns a pool of connections whose loss, whenever it comes, ends nothing but the connection. */
export function openPool(config: pg.PoolConfig, onIdleLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ keepAlive: true, ...config })
  // Without a listener, an idle connection that the server closes would end the process.
  pool.on("error", onIdleLost)
  pool.on("connect", keepEarlyError)
  return pool
}

/**
 * A server that is shut down may say so in the very packet that completes the connection. Whoever
 * waits for the connection cannot listen so early, and an error that nobody listens to ends the
 * process: it is kept for the first who does.
 */
function keepEarlyError(client: EventEmitter): void {
  let early: unknown
  client.on("error", (error: unknown) => {
    if (client.listenerCount("error") === 1) early = error
  })
  client.on("newListener", (event: string, listener: (error: unknown) => void) => {
    if (event !== "error" || early === undefined) return
    process.nextTick(listener, early)
    early = undefined
  })
}

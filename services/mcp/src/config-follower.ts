import type { ChangeFeed, ConfigChange } from "@gir/contracts"
import { GirError, toGirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import { pause } from "./pause.ts"
import type { ConfigSource } from "./config-source.ts"
import type { McpOptionsHolder } from "./mcp-options.ts"
import type { ProfileStore } from "./profile-store.ts"

/** How long the Configuration Server may hold a request that waits for the next change. */
const LONG_POLL_MS = 20_000
/** A lost hint costs at most this: everything is loaded anew. */
const RELOAD_INTERVAL_MS = 60_000
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5_000

export interface ConfigFollowerOptions {
  readonly source: ConfigSource
  readonly profiles: ProfileStore
  readonly mcpOptions: McpOptionsHolder
  /** Name of this MCP's application object. */
  readonly nodeName: string
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Keeps profiles and options in step with the Configuration Server. The change feed is a hint: what
 * an object is now is always fetched from the source, and a version never goes back.
 */
export class ConfigFollower {
  readonly #options: ConfigFollowerOptions
  #sequence = 0
  #isLoaded = false
  #isStopped = false
  #loadedAtMs = 0
  #reach: "unknown" | "reachable" | "away" = "unknown"
  /** Loads and changes are applied one after the other, never interleaved. */
  #tail: Promise<unknown> = Promise.resolve()
  /** A catch-up that has not begun yet: whoever needs one shares it. */
  #nextCatchUp: Promise<void> | null = null

  constructor(options: ConfigFollowerOptions) {
    this.#options = options
  }

  /** The newest change that was applied. */
  get sequence(): number {
    return this.#sequence
  }

  get isReachable(): boolean {
    return this.#reach === "reachable"
  }

  /** @throws ERR_SERVICE_UNAVAILABLE until all is loaded, and while the last request failed. */
  assertInStep(): void {
    if (this.#isLoaded && this.isReachable) return
    throw new GirError("ERR_SERVICE_UNAVAILABLE", "the Configuration Server does not answer")
  }

  /**
   * Applies every change that was saved before this call. While the Configuration Server is away
   * it resolves all the same: recording goes on with the last known truth.
   */
  catchUp(): Promise<void> {
    this.#nextCatchUp ??= this.#serially(async () => {
      this.#nextCatchUp = null
      await this.#attempt(() => this.#catchUpNow())
    })
    return this.#nextCatchUp
  }

  /** Loads everything, calls `onLoaded` once, then follows the change feed until `signal` aborts. */
  async follow(signal: AbortSignal, onLoaded: () => void): Promise<void> {
    let backoffMs = FIRST_BACKOFF_MS
    let isAnnounced = false
    while (!signal.aborted) {
      const isDone = await this.#attempt(() => this.#followOnce())
      if (!isDone) await pause(backoffMs, signal)
      backoffMs = isDone ? FIRST_BACKOFF_MS : Math.min(backoffMs * 2, MAX_BACKOFF_MS)
      if (!this.#isLoaded || isAnnounced || signal.aborted) continue
      isAnnounced = true
      onLoaded()
    }
  }

  /** Ends a waiting request, so that `follow` returns at once after its signal was aborted. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#options.source.close()
  }

  async #followOnce(): Promise<void> {
    const elapsedMs = this.#options.clock.monotonicMs() - this.#loadedAtMs
    if (!this.#isLoaded || elapsedMs >= RELOAD_INTERVAL_MS) {
      return this.#serially(() => this.#load())
    }
    const feed = await this.#options.source.changes(this.#sequence, LONG_POLL_MS)
    return this.#serially(() => this.#apply(feed))
  }

  async #catchUpNow(): Promise<void> {
    if (!this.#isLoaded) return this.#load()
    let before: number
    do {
      before = this.#sequence
      await this.#apply(await this.#options.source.changes(before, 0))
    } while (this.#sequence > before)
  }

  async #load(): Promise<void> {
    const { source, profiles, mcpOptions, nodeName, clock } = this.#options
    // The sequence comes first: a change during the load is then applied twice, never missed.
    const { latest } = await source.changes(this.#sequence, 0)
    profiles.replaceAll(await source.ivrProfiles())
    mcpOptions.observe(await source.application(nodeName))
    this.#sequence = latest
    this.#loadedAtMs = clock.monotonicMs()
    this.#isLoaded = true
  }

  async #apply(feed: ChangeFeed): Promise<void> {
    // Smaller than ours: the Configuration Server was restored from an older copy.
    if (feed.latest < this.#sequence) return this.#load()
    const fresh = feed.changes.filter((change) => change.sequence > this.#sequence)
    for (const change of newestOfEach(fresh)) await this.#fetchChanged(change)
    const applied = fresh.at(-1)?.sequence ?? feed.latest
    this.#sequence = Math.max(this.#sequence, applied)
  }

  async #fetchChanged(change: ConfigChange): Promise<void> {
    const { source, profiles, mcpOptions, nodeName } = this.#options
    if (change.object === "application") {
      if (change.id === nodeName) mcpOptions.observe(await source.application(nodeName))
      return
    }
    const dbid = Number(change.id)
    const profile = change.version === null ? null : await source.ivrProfile(dbid)
    if (profile === null) profiles.remove(dbid)
    else profiles.put(profile)
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      this.#noteReach("reachable")
      return true
    } catch (error) {
      const { code, message } = toGirError(error)
      this.#noteReach("away", { code, reason: message })
      return false
    }
  }

  /** One line per change of state, not one per request. */
  #noteReach(reach: "reachable" | "away", fields: object = {}): void {
    if (this.#reach === reach || this.#isStopped) return
    this.#reach = reach
    const { logger } = this.#options
    if (reach === "reachable") logger.info({ ...fields }, "the Configuration Server answers")
    else logger.warn({ ...fields }, "the Configuration Server is away")
  }

  #serially(work: () => Promise<void>): Promise<void> {
    const run = this.#tail.then(work)
    this.#tail = run.catch(() => undefined)
    return run
  }
}

/** Two changes of one object are one fetch. */
function newestOfEach(changes: readonly ConfigChange[]): ConfigChange[] {
  return [...new Map(changes.map((change) => [`${change.object} ${change.id}`, change])).values()]
}

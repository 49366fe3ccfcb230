import { createDatabase, startEmbeddedPostgres } from "@gir/database"
import { silentLogger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import type { SimulatorConfig } from "../config.ts"
import type { StateFolder } from "../installation/state-folder.ts"
import { eachOf } from "../playback/each-of.ts"
import { openKeyPool } from "../scenario/world/key-pool.ts"
import { openSeat, type Seat } from "./seat.ts"

/** Separate installations on one machine, on one database server. */
export interface OpenClass {
  readonly seats: readonly Seat[]
  /** Ends every process. */
  close(): Promise<void>
}

export interface ClassOptions {
  readonly students: number
  readonly config: SimulatorConfig
  readonly state: StateFolder
  /** What browsers reach the consoles by; loopback when absent. */
  readonly browserHost?: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onReady: (seat: Seat) => void
}

/** A start computes most of the time: more of them at once are no faster, and time out. */
const STARTS_AT_ONCE = Math.max(2, availableParallelism())

/** @throws what one of the installations does not start for; then nothing is left running. */
export async function openClass(options: ClassOptions): Promise<OpenClass> {
  const { config, state, clock, students, browserHost, onReady } = options
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const server = await startEmbeddedPostgres({ folder: state.postgres, logger: silentLogger })
  const seats: Seat[] = []
  const close = async (): Promise<void> => {
    await Promise.all(seats.map((seat) => seat.close()))
    await server.stop()
  }
  const keys = openKeyPool()
  const open = async (number: number): Promise<Seat> => {
    signal.throwIfAborted()
    return openSeat({
      name: `student-${number}`,
      config,
      databaseUrl: await createDatabase(server.url, `student_${number}`),
      folder: join(state.root, `student-${number}`),
      keys,
      ...(browserHost === undefined ? {} : { browserHost }),
      clock,
      signal,
    })
  }
  const numbers = Array.from({ length: students }, (_, index) => index + 1)
  await eachOf(numbers, STARTS_AT_ONCE, async (number) => {
    try {
      const seat = await open(number)
      seats.push(seat)
      onReady(seat)
    } catch (error) {
      // The others would start for nothing; those that are on their way end first.
      failed.abort(error)
    }
  })
  if (!failed.signal.aborted) return { seats: seats.toSorted(bySeatNumber), close }
  await close()
  options.signal.throwIfAborted()
  throw failed.signal.reason
}

function bySeatNumber(a: Seat, b: Seat): number {
  return a.name.localeCompare(b.name, "en", { numeric: true })
}

import type { LabBench } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { openLab } from "./open-lab.ts"
import type { LabOptions, LabSession } from "./lab-session.ts"
import type { Lab } from "./lab.ts"

/** An installation at which one lab after the other is worked at. */
export interface LabDesk {
  bench(): LabBench
  /**
   * Leaves the lab that is open for another one, or for the same from its start.
   *
   * @throws ERR_CONFLICT while one is being made ready, and on an installation that is not for labs.
   */
  start(lab: Lab, seed?: number): Promise<LabSession>
  /** @throws ERR_LAB_BROKEN when none is open. */
  current(): LabSession
  close(): Promise<void>
}

export type DeskOptions = Pick<LabOptions, "stage" | "clock" | "files">

export function openDesk(options: DeskOptions): LabDesk {
  let session: LabSession | null = null
  let starting: string | null = null
  let attempt = 0
  const closeCurrent = async (): Promise<void> => {
    const closing = session
    session = null
    await closing?.close()
  }
  return {
    bench: () => ({ lab: session?.status() ?? null, starting, canStart: true }),
    start: async (lab, seed) => {
      if (starting !== null) throw beingStarted(starting)
      starting = lab.name
      try {
        await closeCurrent()
        attempt += 1
        const runId = `lab-${attempt}`
        const own = { ...options, lab, runId, attempt, ...(seed === undefined ? {} : { seed }) }
        session = await openLab(own)
        return session
      } finally {
        starting = null
      }
    },
    current: () => session ?? noneOpen(),
    close: closeCurrent,
  }
}

/** The desk of an installation that is not for labs: each begins by taking away what is there. */
export const noLabDesk: LabDesk = {
  bench: () => ({ lab: null, starting: null, canStart: false }),
  start: async () => {
    throw new GirError("ERR_CONFLICT", "a lab has an installation of its own", {
      next: "npx gir lab start NAME",
    })
  },
  current: noneOpen,
  close: async () => undefined,
}

function noneOpen(): never {
  throw new GirError("ERR_LAB_BROKEN", "no lab is open", { next: "npx gir lab start NAME" })
}

function beingStarted(name: string): GirError {
  return new GirError("ERR_CONFLICT", `${name} is being made ready`, {
    next: "Wait until it is there",
  })
}

import { GirError } from "@gir/errors"
import { openLab, type LabOptions, type LabSession } from "./open-lab.ts"
import type { Lab } from "./lab.ts"

/** An installation at which one lab after the other is worked at. */
export interface LabDesk {
  /** Leaves the lab that is open for another one, or for the same from its start. */
  start(lab: Lab, seed?: number): Promise<LabSession>
  /** @throws ERR_LAB_BROKEN when none is open. */
  current(): LabSession
  close(): Promise<void>
}

export type DeskOptions = Pick<LabOptions, "stage" | "clock" | "files">

export function openDesk(options: DeskOptions): LabDesk {
  let session: LabSession | null = null
  let attempt = 0
  return {
    start: async (lab, seed) => {
      await session?.close()
      session = null
      attempt += 1
      const runId = `lab-${attempt}`
      const own = { ...options, lab, runId, attempt, ...(seed === undefined ? {} : { seed }) }
      session = await openLab(own)
      return session
    },
    current: () => {
      if (session !== null) return session
      throw new GirError("ERR_LAB_BROKEN", "no lab is open", { next: "npx gir lab start NAME" })
    },
    close: async () => {
      await session?.close()
      session = null
    },
  }
}

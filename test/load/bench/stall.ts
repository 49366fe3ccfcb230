import { tempFolder } from "../../harness/temp-folder.ts"
import { EACH_PROCESS, startGir } from "../../harness/run-gir.ts"
import type { Bench } from "./bench-run.ts"
import { endGir } from "./end-gir.ts"

/** Figure 7: RCS stands still for two seconds. */
export interface StallFigures {
  /** Time to the first byte of a playback, 99th percentile from the intended start. */
  readonly correctedP99Ms: number
  /** What a closed loop would have said. */
  readonly naiveP99Ms: number
  readonly plays: number
  readonly isAimMet: boolean
}

const AIM_MS = 1_500

interface LoadJson {
  readonly latencies: {
    readonly playback_first_byte?: {
      readonly count: number
      readonly percentiles: Readonly<Record<string, number>>
      readonly naive: Readonly<Record<string, number>>
    }
  }
}

export const stall: Bench = {
  limitMinutes: () => 5,
  measure: async (run) => {
    const folder = await tempFolder()
    run.owns(() => folder.remove())
    run.say("gir load run rcs-stall")
    const gir = startGir(["load", "run", "rcs-stall", "--json"], {
      folder: folder.path,
      env: EACH_PROCESS,
    })
    run.owns(() => endGir(gir))
    const ended = await gir.ended
    if (ended.exitCode > 1) throw new Error(ended.stderr)
    const { latencies } = JSON.parse(ended.stdout) as LoadJson
    const facts = latencies.playback_first_byte
    const correctedP99Ms = facts?.percentiles["99"] ?? 0
    const naiveP99Ms = facts?.naive["99"] ?? 0
    const isAimMet = correctedP99Ms > AIM_MS
    await run.keep({
      correctedP99Ms,
      naiveP99Ms,
      plays: facts?.count ?? 0,
      isAimMet,
    } satisfies StallFigures)
  },
}

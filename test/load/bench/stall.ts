import { tempFolder } from "../../harness/temp-folder.ts"
import { EACH_PROCESS, runGir } from "../../harness/run-gir.ts"

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

export async function stall(): Promise<readonly StallFigures[]> {
  const folder = await tempFolder()
  try {
    const args = ["load", "run", "rcs-stall", "--json"]
    const run = await runGir(args, { folder: folder.path, env: EACH_PROCESS })
    if (run.exitCode > 1) throw new Error(run.stderr)
    const { latencies } = JSON.parse(run.stdout) as LoadJson
    const facts = latencies.playback_first_byte
    const correctedP99Ms = facts?.percentiles["99"] ?? 0
    const naiveP99Ms = facts?.naive["99"] ?? 0
    const isAimMet = correctedP99Ms > AIM_MS
    return [{ correctedP99Ms, naiveP99Ms, plays: facts?.count ?? 0, isAimMet }]
  } finally {
    await folder.remove()
  }
}

import type { LabBench, LabStatus } from "@gir/contracts"
import type { Clock } from "@gir/sim"

/** Where a student is. */
export interface SeatProgress {
  /** Null: no lab is open. */
  readonly lab: string | null
  readonly title: string
  /** Lab that is being made ready. */
  readonly starting: string | null
  readonly isSolved: boolean
  readonly tasksDone: number
  readonly tasks: readonly ProgressTask[]
  /** The first that is not done; null when all are. */
  readonly task: string | null
  readonly secondsAtTask: number
  readonly secondsAtLab: number
  readonly hintsTaken: number
  readonly actions: number
  readonly resets: number
}

interface ProgressTask {
  readonly text: string
  readonly status: LabStatus["tasks"][number]["status"]
  readonly hintsTaken: number
}

/** Remembers since when a student is at a task; told every now and then what the bench says. */
export interface ProgressWatch {
  readonly progress: () => SeatProgress
}

const NOWHERE = {
  lab: null,
  title: "",
  isSolved: false,
  tasksDone: 0,
  tasks: [],
  task: null,
  secondsAtTask: 0,
  secondsAtLab: 0,
  hintsTaken: 0,
  actions: 0,
  resets: 0,
} as const

export function watchProgress(bench: () => LabBench, clock: Clock): ProgressWatch {
  let at = { place: "", sinceMs: clock.monotonicMs() }
  return {
    progress: () => {
      const { lab, starting } = bench()
      if (lab === null) return { ...NOWHERE, starting }
      const task = lab.tasks.find(({ status }) => status !== "held")?.text ?? null
      const place = `${lab.lab} ${lab.startedAt} ${task ?? ""}`
      if (place !== at.place) at = { place, sinceMs: clock.monotonicMs() }
      return {
        lab: lab.lab,
        title: lab.title,
        starting,
        isSolved: lab.isSolved,
        tasksDone: lab.tasks.filter(({ status }) => status === "held").length,
        tasks: lab.tasks.map(({ text, status, hintsTaken }) => ({ text, status, hintsTaken })),
        task,
        secondsAtTask: Math.floor((clock.monotonicMs() - at.sinceMs) / 1_000),
        secondsAtLab: Math.floor((clock.now().getTime() - Date.parse(lab.startedAt)) / 1_000),
        hintsTaken: lab.tasks.reduce((sum, { hintsTaken }) => sum + hintsTaken, 0),
        actions: lab.actions,
        resets: lab.resets,
      }
    },
  }
}

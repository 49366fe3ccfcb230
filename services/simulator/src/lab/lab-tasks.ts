import type { Lab } from "./lab.ts"
import type { LabReport, LabStatus } from "@gir/contracts"

interface Progress {
  /** Null before the first check, and after each action. */
  readonly report: LabReport | null
  readonly hintsTaken: ReadonlyMap<string, number>
}

/** @returns the lab in the words of its file, with each task as the last check found it. */
export function tasksOf(lab: Lab, { report, hintsTaken }: Progress) {
  const { name, number, title, goal, proves, start } = lab
  const tasks: LabStatus["tasks"] = lab.tasks.map((task) => ({
    name: task.name,
    text: task.text,
    guide: task.guide,
    status: report?.tasks.find((one) => one.name === task.name)?.status ?? "notYet",
    hintsTaken: hintsTaken.get(task.name) ?? 0,
    hints: task.hints.slice(0, hintsTaken.get(task.name) ?? 0),
  }))
  return { lab: name, number, title, goal, proves, found: start.explain, tasks }
}

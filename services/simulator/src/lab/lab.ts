import type { Basis } from "../evidence/evidence.ts"
import type { Action, CertificatePlan, Expectation } from "../scenario/scenario.ts"

/** Something to find out with one's own hands: a state to begin with, tasks, and how they are checked. */
export interface Lab {
  readonly name: string
  /** Its place among those that ship; null for one of the user's own. */
  readonly number: number | null
  readonly title: string
  readonly goal: string
  /** One sentence of the guide, or of a source that is named. */
  readonly proves: string
  readonly source: string
  readonly basis: readonly Basis[]
  readonly seed: number
  /** Every component's clock at the start. */
  readonly clock: Date
  /** Nodes that it needs beside the smallest installation. */
  readonly nodes: readonly string[]
  readonly certificates: Readonly<Record<string, CertificatePlan>>
  /** Certificates whose private key nobody has after the start but, perhaps, RCS. */
  readonly lostKeys: readonly string[]
  /** How the files of CA certificates lie in the folder of the student. */
  readonly caFiles: "clean" | "dirty"
  readonly start: {
    /** What a student finds, in words. */
    readonly explain: string
    readonly do: readonly Action[]
  }
  readonly tasks: readonly LabTask[]
  /** What a check does by itself: calls of its own, which are taken away again. */
  readonly probe: readonly Action[]
  readonly mistakes: readonly LabMistake[]
  /** One of these lies behind the tasks, drawn by the seed; most labs have one. */
  readonly causes: readonly [LabCause, ...LabCause[]]
}

export interface LabTask {
  readonly name: string
  readonly text: string
  /** The guide's menu path; null when there is nothing to click. */
  readonly guide: string | null
  /** The task is done when all of them hold. */
  readonly check: readonly Expectation[]
  /** From a nudge to nearly the answer. */
  readonly hints: readonly string[]
}

/** A state that only a wrong action leads to, and what to say about it. */
export interface LabMistake {
  readonly found: readonly Expectation[]
  readonly hint: string
}

export interface LabCause {
  /** Null when the lab has no other. */
  readonly name: string | null
  /** Done after the start, unseen. */
  readonly do: readonly Action[]
  readonly solution: readonly LabMove[]
  /** Shown when the lab is solved. */
  readonly why: string
}

/** One step of a solution. */
export interface LabMove {
  /** Name of the task that it is for. */
  readonly task: string
  readonly do: readonly Action[]
}

/** @returns the cause that a seed draws: as many seeds in a row draw as many causes. */
export function causeOf({ causes }: Pick<Lab, "causes">, seed: number): LabCause {
  return causes[seed % causes.length] ?? causes[0]
}

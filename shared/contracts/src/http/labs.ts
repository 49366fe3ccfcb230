import { Type, type Static } from "typebox"

const strict = { additionalProperties: false }
const text = Type.String()
const textOrNull = Type.Union([Type.String(), Type.Null()])
const numberOrNull = Type.Union([Type.Integer(), Type.Null()])

/** A lab that somebody can work at. */
export const LabSummary = Type.Object(
  {
    name: text,
    /** Its place among those that ship. */
    number: numberOrNull,
    title: text,
    goal: text,
    /** The sentence of the guide that it is about. */
    proves: text,
    tasks: Type.Integer({ minimum: 1 }),
    /** More than one: the seed draws which of them lies behind it. */
    causes: Type.Integer({ minimum: 1 }),
  },
  strict,
)
export type LabSummary = Static<typeof LabSummary>

export const LabSummaryList = Type.Array(LabSummary)

const Word = Type.Union([Type.Literal("held"), Type.Literal("broken"), Type.Literal("notYet")])

const LabFinding = Type.Object({
  kind: text,
  status: Type.Union([Type.Literal("held"), Type.Literal("broken"), Type.Literal("notProved")]),
  expected: text,
  found: text,
  hint: textOrNull,
})
export type LabFinding = Static<typeof LabFinding>

/** What the real system answered. */
export const LabReport = Type.Object({
  lab: text,
  isSolved: Type.Boolean(),
  tasks: Type.Array(
    Type.Object({ name: text, text, status: Word, findings: Type.Array(LabFinding) }),
  ),
  /** What somebody did that leads away from the goal, each with the hint for it. */
  mistakes: Type.Array(text),
  why: textOrNull,
})
export type LabReport = Static<typeof LabReport>

const LabTaskState = Type.Object({
  name: text,
  text,
  guide: textOrNull,
  /** As the last check found it. */
  status: Word,
  hintsTaken: Type.Integer(),
  /** Those that were taken, from a nudge to nearly the answer. */
  hints: Type.Array(text),
})

export const LabStatus = Type.Object({
  lab: text,
  number: numberOrNull,
  title: text,
  goal: text,
  proves: text,
  seed: Type.Integer(),
  found: text,
  tasks: Type.Array(LabTaskState),
  isSolved: Type.Boolean(),
  /** Shown when it is solved. */
  why: textOrNull,
  /** The last check; null before the first one, and after each action. */
  report: Type.Union([LabReport, Type.Null()]),
  actions: Type.Integer(),
  resets: Type.Integer(),
  /** How long it took to come to the start, the last time. */
  resetMs: Type.Integer(),
  /** When the student began, by the machine's clock. */
  startedAt: text,
})
export type LabStatus = Static<typeof LabStatus>

/** Where labs are worked at: one at a time. */
export const LabBench = Type.Object({
  /** Null: none is open. */
  lab: Type.Union([LabStatus, Type.Null()]),
  /** Name of the lab that is being made ready. */
  starting: textOrNull,
  /** False on an installation that is not for labs: a lab takes away what is there. */
  canStart: Type.Boolean(),
})
export type LabBench = Static<typeof LabBench>

export const LabHint = Type.Object({
  /** Null when every task is done. */
  task: textOrNull,
  /** From 1. */
  level: Type.Integer(),
  of: Type.Integer(),
  text,
})
export type LabHint = Static<typeof LabHint>

export const LabDone = Type.Object({
  actions: Type.Array(Type.Object({ verb: text, sentence: text })),
  /** The product said no. */
  refusals: Type.Array(Type.Object({ verb: text, code: text, reason: text, remedy: text })),
  mistakes: Type.Array(text),
})
export type LabDone = Static<typeof LabDone>

export const LabSolution = Type.Object({ cause: textOrNull, done: LabDone, report: LabReport })
export type LabSolution = Static<typeof LabSolution>

const MAX_SEED = 4_294_967_295

/** A lab that ships; files of a user's own are started in a terminal. */
export const NewLab = Type.Object(
  {
    lab: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_SEED })),
  },
  strict,
)
export type NewLab = Static<typeof NewLab>

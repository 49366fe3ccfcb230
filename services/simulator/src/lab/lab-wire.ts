import { Type, type Static } from "typebox"

/** What the address of a running lab answers with; the command line and a console show it. */
const Word = Type.Union([Type.Literal("held"), Type.Literal("broken"), Type.Literal("notYet")])

const LabTaskState = Type.Object({
  name: Type.String(),
  text: Type.String(),
  guide: Type.Union([Type.String(), Type.Null()]),
  /** As the last check found it. */
  status: Word,
  hintsTaken: Type.Integer(),
})

export const LabStatus = Type.Object({
  lab: Type.String(),
  number: Type.Union([Type.Integer(), Type.Null()]),
  title: Type.String(),
  goal: Type.String(),
  proves: Type.String(),
  seed: Type.Integer(),
  found: Type.String(),
  tasks: Type.Array(LabTaskState),
  isSolved: Type.Boolean(),
  /** Shown when it is solved. */
  why: Type.Union([Type.String(), Type.Null()]),
  actions: Type.Integer(),
  resets: Type.Integer(),
  /** When the student began, by the machine's clock. */
  startedAt: Type.String(),
})
export type LabStatus = Static<typeof LabStatus>

const LabFinding = Type.Object({
  kind: Type.String(),
  status: Type.Union([Type.Literal("held"), Type.Literal("broken"), Type.Literal("notProved")]),
  expected: Type.String(),
  found: Type.String(),
  hint: Type.Union([Type.String(), Type.Null()]),
})
export type LabFinding = Static<typeof LabFinding>

export const LabReport = Type.Object({
  lab: Type.String(),
  isSolved: Type.Boolean(),
  tasks: Type.Array(
    Type.Object({
      name: Type.String(),
      text: Type.String(),
      status: Word,
      findings: Type.Array(LabFinding),
    }),
  ),
  /** What somebody did that leads away from the goal, each with the hint for it. */
  mistakes: Type.Array(Type.String()),
  why: Type.Union([Type.String(), Type.Null()]),
})
export type LabReport = Static<typeof LabReport>

export const LabHint = Type.Object({
  /** Null when every task is done. */
  task: Type.Union([Type.String(), Type.Null()]),
  /** From 1. */
  level: Type.Integer(),
  of: Type.Integer(),
  text: Type.String(),
})
export type LabHint = Static<typeof LabHint>

export const LabDone = Type.Object({
  actions: Type.Array(Type.Object({ verb: Type.String(), sentence: Type.String() })),
  /** The product said no. */
  refusals: Type.Array(
    Type.Object({
      verb: Type.String(),
      code: Type.String(),
      reason: Type.String(),
      remedy: Type.String(),
    }),
  ),
  mistakes: Type.Array(Type.String()),
})
export type LabDone = Static<typeof LabDone>

export const LabSolution = Type.Object({
  cause: Type.Union([Type.String(), Type.Null()]),
  done: LabDone,
  report: LabReport,
})
export type LabSolution = Static<typeof LabSolution>

export const LabStart = Type.Object(
  { lab: Type.String({ minLength: 1 }), seed: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)
export const LabActions = Type.Object(
  {
    actions: Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), {
      minItems: 1,
      maxItems: 64,
    }),
  },
  { additionalProperties: false },
)

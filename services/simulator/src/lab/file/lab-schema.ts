import { Type, type Static } from "typebox"
import { EXPECTATION_SCHEMAS } from "../../scenario/expectations/expectation-table.ts"
import { PlannedCertificate } from "../../scenario/file/file-schema.ts"
import { BasisList, Moment, Name } from "../../scenario/file/words.ts"
import { VERB_SCHEMAS } from "../../scenario/verbs/verb-table.ts"

const strict = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const HINTS = 3

/** An action, as a scenario has it: `deploy: B`. */
export const LabActionText = Type.Union(VERB_SCHEMAS)
const Actions = Type.Array(LabActionText)
const Expectations = Type.Array(Type.Union(EXPECTATION_SCHEMAS), { minItems: 1 })

const Task = Type.Object(
  { name: Name, text: Text, guide: Type.Optional(Text), check: Expectations },
  strict,
)
const Moves = Type.Array(Type.Object({ task: Name, do: Actions }, strict), { minItems: 1 })
const Cause = Type.Object({ name: Name, do: Actions, solution: Moves, why: Text }, strict)

/** A lab as its file has it. Whatever it does not name is refused. */
export const LabFile = Type.Object(
  {
    name: Name,
    number: Type.Optional(Type.Integer({ minimum: 1 })),
    title: Text,
    goal: Text,
    proves: Text,
    source: Text,
    basis: BasisList,
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    clock: Moment,
    nodes: Type.Optional(Type.Array(Type.String())),
    certificates: Type.Optional(Type.Record(Type.String(), PlannedCertificate)),
    lostKeys: Type.Optional(Type.Array(Name)),
    caFiles: Type.Optional(Type.Union([Type.Literal("clean"), Type.Literal("dirty")])),
    start: Type.Object({ explain: Text, do: Actions }, strict),
    tasks: Type.Array(Task, { minItems: 1 }),
    probe: Type.Optional(Actions),
    hints: Type.Record(Type.String(), Type.Array(Text, { minItems: HINTS, maxItems: HINTS })),
    mistakes: Type.Optional(
      Type.Array(Type.Object({ found: Expectations, hint: Text }, strict), { minItems: 1 }),
    ),
    solution: Type.Optional(Moves),
    why: Type.Optional(Text),
    causes: Type.Optional(Type.Array(Cause, { minItems: 2 })),
  },
  strict,
)
export type LabFile = Static<typeof LabFile>

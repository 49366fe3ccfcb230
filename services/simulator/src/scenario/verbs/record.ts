import { Type } from "typebox"
import { Name } from "../file/words.ts"
import { awaitCallsInProgress } from "../world/live-calls.ts"
import { offerRound, settleRound, type Round } from "../world/recordings.ts"
import { defineVerb } from "./verb.ts"

const Record = Type.Object(
  {
    calls: Type.Integer({ minimum: 1, maximum: 1_000 }),
    /** Name of the group, for expectations. */
    as: Name,
    screens: Type.Optional(Type.Boolean()),
    /** The Media Control Platform that Resource Manager chooses. */
    on: Type.Optional(Name),
    /** The calls go on while the step's next actions are done, and end with the step. */
    live: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

/** Callers call, and the recorders record. A call that is refused is a fact, and no end. */
export const record = defineVerb({
  name: "record",
  schema: Record,
  refersTo: ({ as, on }) => ({
    nodes: on === undefined ? [] : [on],
    makes: { groups: [as] },
  }),
  subjectOf: ({ as }) => as,
  run: async ({ calls, as: group, screens = false, on, live = false }, world) => {
    const round: Round = { calls, group, hasScreens: screens, mcp: on ?? null, isLive: live }
    const offered = await offerRound(world, round)
    const settled = settleRound(world, round, offered)
    const what = `${calls} ${calls === 1 ? "call" : "calls"}${screens ? " with screens" : ""}`
    if (!live) {
      await settled
      const stored = world.notes.calls.filter((call) => call.group === group && call.isStored)
      return `${what}; ${stored.length} stored`
    }
    world.notes.live.push(settled)
    await awaitCallsInProgress(world, calls)
    return `${what} have begun`
  },
})

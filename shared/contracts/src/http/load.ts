import { Type, type Static } from "typebox"

const strict = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })
const milliseconds = Type.Number({ minimum: 0 })

/** A load that runs: what came of its calls so far, and how long they took. */
export const LoadState = Type.Object(
  {
    /** Name of its profile. */
    profile: Type.String(),
    phase: Type.Union([
      Type.Literal("set-up"),
      Type.Literal("load"),
      Type.Literal("drain"),
      Type.Literal("prove"),
    ]),
    elapsedMs: milliseconds,
    /** How long calls are offered. */
    totalMs: milliseconds,
    calls: Type.Object(
      { offered: count, stored: count, refused: count, failed: count, underWay: count },
      strict,
    ),
    /** Recordings that were played back at the end, and played. */
    proved: count,
    /** From the intended start; a null is not measured yet. */
    latencies: Type.Array(
      Type.Object(
        {
          metric: Type.String(),
          p50Ms: Type.Union([milliseconds, Type.Null()]),
          p95Ms: Type.Union([milliseconds, Type.Null()]),
          p99Ms: Type.Union([milliseconds, Type.Null()]),
        },
        strict,
      ),
    ),
    /** The latest, each by when its calls were meant to begin. */
    seconds: Type.Array(Type.Object({ second: count, offered: count, stored: count }, strict)),
  },
  strict,
)
export type LoadState = Static<typeof LoadState>

/** What the installation is under; null for nothing. */
export const LoadWatch = Type.Object({ load: Type.Union([LoadState, Type.Null()]) }, strict)
export type LoadWatch = Static<typeof LoadWatch>

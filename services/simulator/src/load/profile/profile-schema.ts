import { Type, type Static } from "typebox"

const strict = { additionalProperties: false }
const Duration = Type.String({
  pattern: "^[1-9]\\d{0,6}(ms|s|m|h)$",
  description: "a whole number and its unit: ms, s, m or h, such as 30s",
})
/** Calls, or playbacks, per second. */
const Rate = Type.Number({ minimum: 0, maximum: 100_000 })
const Share = Type.Number({ minimum: 0, maximum: 1 })

/** What happens at the beginning of a stage, while calls keep coming. */
const Action = Type.Union([
  Type.Object(
    {
      /** New certificates beside the old ones, and after `overlap` without them. */
      rotate: Type.Object({ overlap: Duration }, strict),
    },
    strict,
  ),
  Type.Object(
    {
      fault: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 64 }),
          node: Type.String({ minLength: 1, maxLength: 64 }),
          for: Duration,
          probability: Type.Optional(Share),
          attributes: Type.Optional(Type.Record(Type.String(), Type.Integer())),
        },
        strict,
      ),
    },
    strict,
  ),
  Type.Object(
    {
      /** `kill -9` of a service, another one each time, as long as the stage lasts. */
      kill: Type.Object({ every: Duration }, strict),
    },
    strict,
  ),
  Type.Object(
    {
      /** Redis loses everything, by FLUSHALL and by the loss of its disk, as long as the stage lasts. */
      wipeRedis: Type.Object({ every: Duration }, strict),
    },
    strict,
  ),
])

const Stage = Type.Object(
  {
    executor: Type.Union([
      Type.Literal("constant-arrival-rate"),
      Type.Literal("ramping-arrival-rate"),
      Type.Literal("spike"),
    ]),
    /** Of a constant stage and of a spike. */
    rate: Type.Optional(Rate),
    /** Where a ramp ends; it begins where the stage before ended. */
    target: Type.Optional(Rate),
    duration: Duration,
    do: Type.Optional(Type.Array(Action, { minItems: 1, maxItems: 8 })),
  },
  strict,
)

const Length = Type.Union([
  Type.Object({ distribution: Type.Literal("constant"), mean: Duration }, strict),
  Type.Object({ distribution: Type.Literal("uniform"), min: Duration, max: Duration }, strict),
  Type.Object({ distribution: Type.Literal("exponential"), mean: Duration, max: Duration }, strict),
])

const MixPart = Type.Object(
  {
    weight: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000 })),
    audio: Type.Optional(Type.Union([Type.Literal("wav"), Type.Literal("mp3")])),
    encrypted: Type.Optional(Type.Boolean()),
    recipients: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
    keyBits: Type.Optional(
      Type.Union([Type.Literal(2_048), Type.Literal(3_072), Type.Literal(4_096)]),
    ),
    envelope: Type.Optional(Type.Union([Type.Literal("classic"), Type.Literal("modern")])),
    /** Share of the calls with a screen recording, which is muxed. */
    screens: Type.Optional(Share),
  },
  strict,
)

/** A load profile as its file has it. Whatever it does not name is refused. */
export const LoadProfileFile = Type.Object(
  {
    name: Type.String({
      pattern: "^[a-z][a-z0-9-]{0,63}$",
      description: "a lower-case letter, then letters, digits and dashes: 64 at most",
    }),
    title: Type.String({ minLength: 1, maxLength: 200 }),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    processes: Type.Optional(
      Type.Object(
        {
          mcp: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
          rcs: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
          muxer: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
          /** Calls that one MCP records at the same time. */
          callsPerMcp: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000 })),
        },
        strict,
      ),
    ),
    /** `redis`: on one of the load's own; else the installation's usual queue. */
    queue: Type.Optional(Type.Literal("redis")),
    /** Calls of the first while are recorded and counted; their latencies are not. */
    warmUp: Type.Optional(Duration),
    arrivals: Type.Optional(Type.Union([Type.Literal("even"), Type.Literal("poisson")])),
    stages: Type.Array(Stage, { minItems: 1, maxItems: 64 }),
    calls: Type.Object(
      {
        pace: Type.Optional(Type.Union([Type.Literal("fast"), Type.Literal("real-time")])),
        length: Length,
        mix: Type.Array(MixPart, { minItems: 1, maxItems: 16 }),
      },
      strict,
    ),
    playback: Type.Optional(
      Type.Object(
        { rate: Rate, players: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) },
        strict,
      ),
    ),
    /** How long what is under way may take after the last call. */
    drain: Type.Optional(Duration),
    /** How many of the stored recordings are played and compared at the end. */
    prove: Type.Optional(
      Type.Union([Type.Literal("all"), Type.Integer({ minimum: 1, maximum: 1_000_000 })]),
    ),
    thresholds: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String({ maxLength: 80 }), { minItems: 1 })),
    ),
  },
  strict,
)
export type LoadProfileFile = Static<typeof LoadProfileFile>

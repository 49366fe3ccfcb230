import { Type, type Static } from "typebox"
import { Timestamp } from "../recording/primitives.ts"

const strict = { additionalProperties: false }
const text = Type.String()
const textOrNull = Type.Union([Type.String(), Type.Null()])
const place = Type.Integer({ minimum: 1 })

/** A scenario that can be stepped through. */
export const ScenarioSummary = Type.Object(
  {
    name: text,
    /** Its place among those that ship. */
    number: Type.Union([Type.Integer(), Type.Null()]),
    title: text,
    /** The sentence of the guide, or of a source, that it proves. */
    proves: text,
    basis: Type.Array(text),
    steps: place,
  },
  strict,
)
export type ScenarioSummary = Static<typeof ScenarioSummary>

export const ScenarioSummaryList = Type.Array(ScenarioSummary)

export const NewScenarioWalk = Type.Object(
  {
    name: Type.String({ pattern: "^[a-z0-9-]{1,64}$" }),
    envelopeProfile: Type.Union([Type.Literal("classic"), Type.Literal("modern")]),
  },
  strict,
)
export type NewScenarioWalk = Static<typeof NewScenarioWalk>

/** The buttons of the console; each is a key of the terminal, too. */
export const WalkRequest = Type.Object(
  {
    command: Type.Union([
      Type.Literal("next"),
      Type.Literal("back"),
      Type.Literal("end"),
      Type.Literal("whatIf"),
    ]),
  },
  strict,
)
export type WalkRequest = Static<typeof WalkRequest>

/** One line of a step's Check, and what stands below it. */
export const WalkCheck = Type.Object(
  {
    status: Type.Union([Type.Literal("held"), Type.Literal("broken"), Type.Literal("notProved")]),
    text,
    more: Type.Array(text),
  },
  strict,
)
export type WalkCheck = Static<typeof WalkCheck>

/** The data path of a call, in its order. */
export const WALK_HOPS = [
  "call",
  "mcp",
  "envelope",
  "storage",
  "processor",
  "rws",
  "rcs",
  "playback",
] as const

/** A hop of the data path, with the real object that came by. */
export const WalkHop = Type.Object(
  {
    id: Type.Enum([...WALK_HOPS]),
    object: text,
    /** `dark`: behind a refusal nothing comes any more. */
    state: Type.Union([
      Type.Literal("passed"),
      Type.Literal("refused"),
      Type.Literal("fails"),
      Type.Literal("dark"),
    ]),
    code: textOrNull,
  },
  strict,
)
export type WalkHop = Static<typeof WalkHop>

/** What becomes of one call, as it was when a step ended. */
export const WalkPath = Type.Object(
  { recordingId: text, group: text, isEncrypted: Type.Boolean(), hops: Type.Array(WalkHop) },
  strict,
)
export type WalkPath = Static<typeof WalkPath>

/** An assumed behaviour that is a switch, with the fidelity label of each of its values. */
export const WalkSwitch = Type.Object(
  {
    name: text,
    /** Numbers of the steps in which it makes a difference. */
    steps: Type.Array(place),
    values: Type.Array(Type.Object({ value: text, basis: text, means: text }, strict)),
  },
  strict,
)
export type WalkSwitch = Static<typeof WalkSwitch>

/** The same step under another value of a switch. */
export const WalkAlternative = Type.Object(
  {
    /** `noUsableRecipient=continue`. */
    policy: text,
    changed: text,
    checks: Type.Array(WalkCheck),
    path: Type.Union([WalkPath, Type.Null()]),
  },
  strict,
)
export type WalkAlternative = Static<typeof WalkAlternative>

/** What a presenter shows, one after the other, and what there is to say. */
export const WalkSlide = Type.Object(
  {
    /** The step that has to be done before it can be shown. */
    step: place,
    /** A hop of the data path, the step itself, or all recordings after every step. */
    show: Type.Enum([...WALK_HOPS, "screen", "intake", "muxer", "muxed", "step", "matrix"]),
    chain: Type.Union([Type.Literal("call"), Type.Literal("screen")]),
    /** Group of the recording; null: the newest one. */
    of: textOrNull,
    /** For the speaker. */
    notes: text,
  },
  strict,
)
export type WalkSlide = Static<typeof WalkSlide>

/** A step that was done, in the words of the terminal. */
export const WalkStep = Type.Object(
  {
    number: place,
    name: text,
    /** The simulated date when it ended. */
    at: Timestamp,
    explain: text,
    basis: Type.Array(text),
    do: Type.Array(text),
    changed: text,
    checks: Type.Array(WalkCheck),
    whatIf: Type.Array(text),
    /** The newest call; null before the first one. */
    path: Type.Union([WalkPath, Type.Null()]),
    /** What came of asking "what if"; empty before. */
    alternatives: Type.Array(WalkAlternative),
  },
  strict,
)
export type WalkStep = Static<typeof WalkStep>

/** A recording, and how its playback was after each step. */
export const WalkMedia = Type.Object(
  {
    mediaId: text,
    recordingId: text,
    kind: text,
    group: text,
    /** Names of the certificates that it was encrypted to; empty: stored in clear. */
    recipients: Type.Array(text),
    verdicts: Type.Array(
      Type.Object(
        {
          step: place,
          status: Type.Union([
            Type.Literal("plays"),
            Type.Literal("fails"),
            Type.Literal("notProved"),
          ]),
          /** As the scenario expects it. */
          isHeld: Type.Boolean(),
          code: textOrNull,
          openedBy: textOrNull,
        },
        strict,
      ),
    ),
  },
  strict,
)
export type WalkMedia = Static<typeof WalkMedia>

/** A rehearsal that goes on step by step, as far as it has come. */
export const ScenarioWalk = Type.Object(
  {
    name: text,
    title: text,
    proves: text,
    envelopeProfile: text,
    /** `noUsableRecipient=refuse`; empty when no switch plays a part. */
    policy: text,
    /** Those that play a part. */
    switches: Type.Array(WalkSwitch),
    /** `working`: a step is being done, or the installation is starting. */
    phase: Type.Union([
      Type.Literal("working"),
      Type.Literal("waiting"),
      Type.Literal("ended"),
      Type.Literal("failed"),
    ]),
    /** What is being done, or why it failed. */
    says: text,
    stepNames: Type.Array(text),
    steps: Type.Array(WalkStep),
    /** In the order in which a presenter shows them. */
    slides: Type.Array(WalkSlide),
    media: Type.Array(WalkMedia),
    verdict: Type.Union([
      Type.Literal("held"),
      Type.Literal("notProved"),
      Type.Literal("broken"),
      Type.Null(),
    ]),
    /** The rehearsal's own console, and where its password stands; null while it starts. */
    console: Type.Union([Type.Object({ url: text, usersFile: text }, strict), Type.Null()]),
    /** False where a terminal has begun it, and ends it. */
    canEnd: Type.Boolean(),
  },
  strict,
)
export type ScenarioWalk = Static<typeof ScenarioWalk>

/** Null: nothing is being stepped through. */
export const ScenarioWalkOrNone = Type.Object(
  { walk: Type.Union([ScenarioWalk, Type.Null()]), canBegin: Type.Boolean() },
  strict,
)
export type ScenarioWalkOrNone = Static<typeof ScenarioWalkOrNone>

import { WalkSlide } from "@gir/contracts"
import { Type, type Static } from "typebox"
import { EXPECTATION_SCHEMAS } from "../expectations/expectation-table.ts"
import { VERB_SCHEMAS } from "../verbs/verb-table.ts"
import { BasisList, Moment, Name } from "./words.ts"

const strict = { additionalProperties: false }

export const PlannedCertificate = Type.Object(
  {
    role: Type.Optional(Type.Union([Type.Literal("recording"), Type.Literal("ca")])),
    issuer: Type.Optional(Name),
    valid: Type.Optional(Type.Array(Moment, { minItems: 2, maxItems: 2 })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
    serial: Type.Optional(Type.String({ pattern: "^[0-9A-Fa-f]{1,40}$" })),
    commonName: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    keyOf: Type.Optional(Name),
    bits: Type.Optional(Type.Integer({ minimum: 1_024, maximum: 8_192 })),
    curve: Type.Optional(Type.Literal("P-256")),
    hash: Type.Optional(Type.Union([Type.Literal("sha1"), Type.Literal("sha256")])),
    keyUsage: Type.Optional(Type.Literal("digitalSignature")),
    requested: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type PlannedCertificate = Static<typeof PlannedCertificate>

/** What a presenter shows: the words are those of the console's pages. */
const Slide = Type.Object(
  {
    show: WalkSlide.properties.show,
    chain: Type.Optional(WalkSlide.properties.chain),
    of: Type.Optional(Name),
    notes: Type.String({ minLength: 1 }),
  },
  strict,
)

const Step = Type.Object(
  {
    name: Name,
    explain: Type.String({ minLength: 1 }),
    guide: Type.Optional(Type.String({ minLength: 1 })),
    at: Type.Optional(Moment),
    do: Type.Optional(Type.Array(Type.Union(VERB_SCHEMAS))),
    expect: Type.Optional(Type.Array(Type.Union(EXPECTATION_SCHEMAS))),
    slides: Type.Optional(Type.Array(Slide, { minItems: 1 })),
  },
  strict,
)

/** A scenario as its file has it. Whatever it does not name is refused. */
export const ScenarioFile = Type.Object(
  {
    name: Name,
    number: Type.Optional(Type.Integer({ minimum: 1 })),
    title: Type.String({ minLength: 1 }),
    proves: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 1 }),
    basis: BasisList,
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    clock: Moment,
    policy: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String(), { minItems: 1 }))),
    nodes: Type.Optional(Type.Array(Type.String())),
    certificates: Type.Optional(Type.Record(Type.String(), PlannedCertificate)),
    steps: Type.Array(Step, { minItems: 1 }),
  },
  strict,
)
export type ScenarioFile = Static<typeof ScenarioFile>

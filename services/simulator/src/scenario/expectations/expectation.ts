import { Type, type Static, type TObject, type TSchema } from "typebox"
import type { RunFacts, StepFacts } from "../facts.ts"
import { BasisList } from "../file/words.ts"
import type { References } from "../verbs/verb.ts"
import type { World } from "../world/world.ts"

/** How an expectation stands to what was found. */
export interface Judgement {
  readonly status: "held" | "broken" | "notProved"
  readonly expected: string
  readonly found: string
  /** What to look at when it broke; null otherwise. */
  readonly hint: string | null
}

export interface Findings {
  readonly run: RunFacts
  /** The step that the expectation belongs to. */
  readonly step: StepFacts
  /** From 1. */
  readonly number: number
  /** What the expectation's own question was answered with; undefined when it asks nothing. */
  readonly probe: unknown
}

/** One thing that a step can be expected to have come to. */
export interface ExpectationKind<P = unknown> {
  readonly name: string
  readonly schema: TSchema
  refersTo(params: P): References
  /** Asks the installation what the step's own facts do not tell; the answer is plain data. */
  probe?(params: P, world: World): Promise<unknown>
  /** Pure: the same facts can be judged again by another expectation. */
  judge(params: P, findings: Findings): Judgement
}

interface Definition<S extends TSchema> {
  readonly name: string
  readonly schema: S
  readonly refersTo?: (params: Static<S>) => References
  readonly probe?: (params: Static<S>, world: World) => Promise<unknown>
  readonly judge: (params: Static<S>, findings: Findings) => Judgement
}

export function defineExpectation<S extends TSchema>(definition: Definition<S>): ExpectationKind {
  const { refersTo = () => ({}) } = definition
  const kind: ExpectationKind<Static<S>> = { ...definition, refersTo }
  return kind as ExpectationKind
}

/** Parameters of an expectation, with the two that each has. */
export function withBasis<P extends Record<string, TSchema>>(properties: P): TObject<P & Common> {
  return Type.Object({ ...properties, ...COMMON }, { additionalProperties: false }) as TObject<
    P & Common
  >
}

const COMMON = {
  /** Documented, standard, measured or assumed. */
  basis: BasisList,
  /** Values of policy switches under which it counts. */
  when: Type.Optional(Type.Record(Type.String(), Type.String())),
}
type Common = typeof COMMON

export function heldIf(
  isHeld: boolean,
  { expected, found, hint }: Omit<Judgement, "status" | "hint"> & { readonly hint: string },
): Judgement {
  return { status: isHeld ? "held" : "broken", expected, found, hint: isHeld ? null : hint }
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.toSorted().join() === b.toSorted().join()
}

export function wordsOf(names: readonly string[], none = "none"): string {
  return names.length === 0 ? none : names.join(", ")
}

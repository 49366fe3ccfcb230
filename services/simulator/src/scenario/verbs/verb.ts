import { Type, type Static, type TSchema } from "typebox"
import type { World } from "../world/world.ts"

/** Names that an action or an expectation speaks of; the loader knows whether there is such a thing. */
export interface References {
  readonly certificates?: readonly string[]
  readonly groups?: readonly string[]
  readonly nodes?: readonly string[]
  /** Steps before this one. */
  readonly steps?: readonly string[]
  readonly backups?: readonly string[]
  /** What the action adds to what later ones may name. */
  readonly makes?: { readonly groups?: readonly string[]; readonly backups?: readonly string[] }
}

/** One thing that an administrator, a caller or the machine room does. */
export interface Verb<P = unknown> {
  readonly name: string
  readonly schema: TSchema
  refersTo(params: P): References
  /** Whom a refusal of it is about, in an expectation `refused`: a certificate, a group, a node. */
  subjectOf(params: P): string
  /**
   * Does it, through the product.
   *
   * @returns the sentence that says what was done.
   * @throws what the product answers; a refusal becomes a fact of the step.
   */
  run(params: P, world: World): Promise<string>
}

interface VerbDefinition<S extends TSchema> {
  readonly name: string
  readonly schema: S
  readonly refersTo?: (params: Static<S>) => References
  readonly subjectOf?: (params: Static<S>) => string
  readonly run: (params: Static<S>, world: World) => Promise<string>
}

export function defineVerb<S extends TSchema>(definition: VerbDefinition<S>): Verb {
  const { refersTo = () => ({}), subjectOf = () => definition.name } = definition
  const verb: Verb<Static<S>> = { ...definition, refersTo, subjectOf }
  return verb as Verb
}

/** `deploy: B`, as a key with its parameters. */
export function keyed(name: string, schema: TSchema): TSchema {
  return Type.Object({ [name]: schema }, { additionalProperties: false })
}

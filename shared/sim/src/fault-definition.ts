/** A number that shapes a fault, such as how late an answer is. */
export interface AttributeDefinition {
  readonly default: number
  readonly min: number
  readonly max: number
  /** What it does, in words for `gir fault list`. */
  readonly means: string
}

/** One way in which a part of the real system fails. Each stands in a small file of its own. */
export interface FaultDefinition {
  /** The part of the real system, a dot, and what befalls it. */
  readonly name: string
  /** What happens, in one sentence for `gir fault list`. */
  readonly means: string
  /** What a decision is made for, such as one job or one media file; stands in the history. */
  readonly subject: string
  /** Share of subjects that it strikes when nobody has asked for it; 0: none. */
  readonly defaultProbability: number
  /** How often it strikes one subject; 0: always. What ends a process strikes once. */
  readonly defaultTimes: number
  readonly attributes: Readonly<Record<string, AttributeDefinition>>
}

export const defineFault = <const D extends FaultDefinition>(definition: D): D => definition

/** Of every fault that makes something late. */
export const DELAY: AttributeDefinition = {
  default: 500,
  min: 1,
  max: 60_000,
  means: "how late, in milliseconds",
}

import type { References } from "../scenario/verbs/verb.ts"
import { verbOf } from "../scenario/verbs/verb-table.ts"
import type { Action } from "../scenario/scenario.ts"
import type { World } from "../scenario/world/world.ts"

/** @returns the sentence that refuses an upload of a key that nobody has any more, or null. */
export function lostFor({ verb, params }: Action, lostKeys: readonly string[]): string | null {
  if (verb !== "upload") return null
  const { certificates = [] } = verbOf(verb).refersTo(params)
  const lost = certificates.find((name) => lostKeys.includes(name))
  return lost === undefined ? null : `the file of ${lost}'s private key is gone: nobody kept it`
}

/**
 * A student may name anything; the file of a scenario was checked before it ran. Whether a
 * certificate has been issued by then is found out when its turn comes.
 *
 * @returns what an action speaks of and the lab does not have, as a sentence; null when all is there.
 */
export function missingFor({ verb, params }: Action, world: World): string | null {
  const { certificates = [], ...others } = verbOf(verb).refersTo(params)
  const known = Object.keys(world.scenario.certificates)
  return (
    first(certificates, known, (name) => `there is no certificate ${name} in this lab`) ??
    missingOf(others, world)
  )
}

/** @returns the first of the names that is not there, as a sentence; null when all are. */
export function missingOf(references: References, world: World): string | null {
  const { certificates = [], nodes = [], steps = [], backups = [] } = references
  const issued = world.authority.all().map(({ name }) => name)
  const running = world.stage.nodes.running()
  return (
    first(certificates, issued, (name) => `${name} has not been issued`) ??
    first(nodes, running, (name) => `there is no node ${name} here`) ??
    first(backups, [...world.backups.keys()], (name) => `there is no backup ${name}`) ??
    first(steps, [...world.profiles.keys()], (name) => `there is no earlier state ${name}`)
  )
}

function first(
  named: readonly string[],
  known: readonly string[],
  sentence: (name: string) => string,
): string | null {
  const missing = named.find((name) => !known.includes(name))
  return missing === undefined ? null : sentence(missing)
}

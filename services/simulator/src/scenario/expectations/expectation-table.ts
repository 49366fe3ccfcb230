import { keyed } from "../verbs/verb.ts"
import { alarm } from "./alarm.ts"
import { census } from "./census.ts"
import { certificate } from "./certificate.ts"
import type { ExpectationKind } from "./expectation.ts"
import { fails } from "./fails.ts"
import { keystore } from "./keystore.ts"
import { lint } from "./lint.ts"
import { mux } from "./mux.ts"
import { node } from "./node.ts"
import { notice } from "./notice.ts"
import { plays } from "./plays.ts"
import { profile } from "./profile.ts"
import { recipients } from "./recipients.ts"
import { recorded } from "./recorded.ts"
import { refused } from "./refused.ts"
import { route } from "./route.ts"
import { session } from "./session.ts"
import { setting } from "./setting.ts"

/** Every word that may stand under `expect:`. */
export const EXPECTATIONS: readonly ExpectationKind[] = [
  plays,
  fails,
  refused,
  recorded,
  recipients,
  alarm,
  notice,
  profile,
  keystore,
  mux,
  route,
  node,
  census,
  session,
  setting,
  certificate,
  lint,
]

export const EXPECTATION_SCHEMAS = EXPECTATIONS.map(({ name, schema }) => keyed(name, schema))

/** @throws RangeError when there is none: the loader has seen to that. */
export function expectationOf(name: string): ExpectationKind {
  const found = EXPECTATIONS.find((kind) => kind.name === name)
  if (found === undefined) throw new RangeError(`there is no expectation ${name}`)
  return found
}

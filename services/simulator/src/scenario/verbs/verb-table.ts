import { assign } from "./assign.ts"
import { backup } from "./backup.ts"
import { caFile } from "./ca-file.ts"
import { caStore } from "./ca-store.ts"
import { clock } from "./clock.ts"
import { deleteKey } from "./delete.ts"
import { deploy } from "./deploy.ts"
import { fault } from "./fault.ts"
import { issue } from "./issue.ts"
import { logIn } from "./log-in.ts"
import { mux } from "./mux.ts"
import { openAndSave } from "./open-and-save.ts"
import { option } from "./option.ts"
import { record } from "./record.ts"
import { remove } from "./remove.ts"
import { request } from "./request.ts"
import { restart } from "./restart.ts"
import { restore } from "./restore.ts"
import { route } from "./route.ts"
import { upload } from "./upload.ts"
import { keyed, type Verb } from "./verb.ts"

/** Every word that may stand under `do:`. */
export const VERBS: readonly Verb[] = [
  request,
  issue,
  upload,
  deploy,
  remove,
  assign,
  deleteKey,
  record,
  mux,
  restart,
  clock,
  fault,
  backup,
  restore,
  caFile,
  caStore,
  option,
  openAndSave,
  logIn,
  route,
]

export const VERB_SCHEMAS = VERBS.map(({ name, schema }) => keyed(name, schema))

/** @throws RangeError when there is none: the loader has seen to that. */
export function verbOf(name: string): Verb {
  const found = VERBS.find((verb) => verb.name === name)
  if (found === undefined) throw new RangeError(`there is no verb ${name}`)
  return found
}

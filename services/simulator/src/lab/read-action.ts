import { onlyEntry } from "../scenario/file/only-entry.ts"
import type { Action } from "../scenario/scenario.ts"
import { readYaml } from "../yaml/read-yaml.ts"
import { LabActionText } from "./file/lab-schema.ts"

const TYPED = "action"

/**
 * Reads an action as a person types it: `deploy: B`.
 *
 * @throws ERR_CLI_FILE_INVALID with the word that was probably meant.
 */
export function readAction(text: string): Action {
  const { value } = readYaml({ name: TYPED, text, schema: LabActionText })
  const [verb, params] = onlyEntry(value as object)
  return { verb, params, where: TYPED }
}

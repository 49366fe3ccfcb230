import { isGirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import { parseMoment } from "../certificate/parse-moment.ts"
import type { YamlFile } from "../yaml/read-yaml.ts"
import { suggestDates, type StepDates } from "./plan-dates.ts"
import { STEP_KEYS, type PlanFile } from "./plan-schema.ts"

/**
 * The date of each step: the plan's own, else the one that the certificates suggest, but never
 * before the step ahead of it.
 *
 * @throws ERR_CLI_FILE_INVALID when a date is none, or comes before that of the step ahead of it.
 */
export function readPlanDates(
  file: YamlFile<PlanFile>,
  { old, next }: { readonly old: Certificate; readonly next: Certificate },
): StepDates {
  const suggested = suggestDates(old, next)
  let last = new Date(0)
  const dates = STEP_KEYS.map((key) => {
    const text = file.value.steps?.[key]
    const date = text === undefined ? suggested[key] : momentAt(file, key, text)
    if (text !== undefined && date < last) {
      throw file.faultAt(`/steps/${key}`, {
        message: `${key} comes before the step ahead of it`,
        next: `a date from ${last.toISOString()} on`,
      })
    }
    last = date < last ? last : date
    return [key, last] as const
  })
  return Object.fromEntries(dates) as unknown as StepDates
}

function momentAt(file: YamlFile<PlanFile>, key: string, text: string): Date {
  try {
    return parseMoment(text, key)
  } catch (error) {
    if (!isGirError(error)) throw error
    throw file.faultAt(`/steps/${key}`, {
      message: error.message,
      next: `${key}: 2026-12-01, or ${key}: 2026-12-01T10:00:00Z`,
    })
  }
}

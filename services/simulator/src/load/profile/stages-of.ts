import { parseDuration } from "../../fault/parse-duration.ts"
import type { LoadStage, StageAction } from "./load-profile.ts"
import type { LoadProfileFile } from "./profile-schema.ts"

/** The stages of a file, with the rates between which each goes. */
export function stagesOf(stages: LoadProfileFile["stages"]): readonly LoadStage[] {
  let rate = 0
  return stages.map((stage) => {
    const endRate = (stage.executor === "ramping-arrival-rate" ? stage.target : stage.rate) ?? 0
    const startRate = stage.executor === "ramping-arrival-rate" ? rate : endRate
    rate = endRate
    const actions = (stage.do ?? []).map(actionOf)
    const durationMs = parseDuration(stage.duration)
    return { executor: stage.executor, startRate, endRate, durationMs, actions }
  })
}

type FileAction = NonNullable<LoadProfileFile["stages"][number]["do"]>[number]

function actionOf(action: FileAction): StageAction {
  if ("rotate" in action) {
    return { kind: "rotate", overlapMs: parseDuration(action.rotate.overlap) }
  }
  if ("kill" in action) return { kind: "kill", everyMs: parseDuration(action.kill.every) }
  if ("wipeRedis" in action) {
    return { kind: "wipe-redis", everyMs: parseDuration(action.wipeRedis.every) }
  }
  const { name, node, probability = 1, attributes = {} } = action.fault
  return {
    kind: "fault",
    name,
    node,
    forMs: parseDuration(action.fault.for),
    probability,
    attributes,
  }
}

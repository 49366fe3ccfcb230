import type { GirError } from "@gir/errors"
import { parseDuration } from "../../fault/parse-duration.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import { arrivalsOf } from "../arithmetic/arrivals.ts"
import { actionProblems } from "./check-action.ts"
import { loadDurationMs } from "./load-profile.ts"
import type { LoadProfileFile } from "./profile-schema.ts"
import { stagesOf } from "./stages-of.ts"

type File = YamlFile<LoadProfileFile>

/** @returns what the schema cannot say: rates that their executor needs, faults that there are. */
export function checkProfile(file: File): readonly GirError[] {
  const { stages } = file.value
  const rotations = stages.flatMap(({ do: actions = [] }) =>
    actions.filter((one) => "rotate" in one),
  )
  return [
    ...stages.flatMap((stage, index) => stageProblems(file, stage, index)),
    ...(rotations.length > 1
      ? [file.faultAt("/stages", { message: "a profile rotates once at most" })]
      : []),
    ...(rotations.length > 0 && file.value.calls.mix.every(({ encrypted }) => encrypted === false)
      ? [file.faultAt("/calls/mix", { message: "nothing is encrypted, so nothing can be rotated" })]
      : []),
    ...lengthProblems(file),
    ...amountProblems(file),
    ...warmUpProblems(file),
  ]
}

function stageProblems(
  file: File,
  stage: LoadProfileFile["stages"][number],
  index: number,
): readonly GirError[] {
  const isRamp = stage.executor === "ramping-arrival-rate"
  const [needed, strange] = isRamp ? (["target", "rate"] as const) : (["rate", "target"] as const)
  const path = `/stages/${index}`
  const problems: GirError[] = []
  if (stage[needed] === undefined) {
    const next = `${stage.executor} needs ${needed}, per second`
    problems.push(file.faultAt(path, { message: `the key "${needed}" is missing`, next }))
  }
  if (stage[strange] !== undefined) {
    const message = `${stage.executor} has no "${strange}"`
    problems.push(file.faultAt(`${path}/${strange}`, { message }))
  }
  for (const [place, action] of (stage.do ?? []).entries()) {
    if ("wipeRedis" in action && file.value.queue !== "redis") {
      const message = "the load has no Redis of its own to wipe"
      const next = "add: queue: redis"
      problems.push(file.faultAt(`${path}/do/${place}/wipeRedis`, { message, next }))
    }
    problems.push(...actionProblems(file, action, { path: `${path}/do/${place}`, index }))
  }
  return problems
}

function warmUpProblems(file: File): readonly GirError[] {
  const { warmUp, stages } = file.value
  const loadMs = stages.reduce((sum, { duration }) => sum + parseDuration(duration), 0)
  if (warmUp === undefined || parseDuration(warmUp) < loadMs) return []
  return [file.faultAt("/warmUp", { message: "the warm-up is as long as the load" })]
}

/** What one generator and one disk can be asked for. */
const MOST_CALLS = 1_000_000
const LONGEST_CALL_MS = 24 * 3_600_000

/** A million of anything fills the memory of the generator, and no call is a weak proof. */
function amountProblems(file: File): readonly GirError[] {
  const { stages, playback, calls } = file.value
  const filled = stagesOf(stages)
  const offered = filled.reduce((sum, stage) => sum + arrivalsOf(stage), 0)
  const loadMs = loadDurationMs({ stages: filled })
  const plays = ((playback?.rate ?? 0) * loadMs) / 1_000
  const longest = calls.length.distribution === "constant" ? calls.length.mean : calls.length.max
  const problems: GirError[] = []
  const refuse = (path: string, message: string, next: string): void =>
    void problems.push(file.faultAt(path, { message, next }))
  const most = MOST_CALLS.toLocaleString("en-US")
  if (offered < 1) refuse("/stages", "not one call is offered", "raise a rate or a duration")
  if (offered > MOST_CALLS) {
    const message = `${Math.round(offered).toLocaleString("en-US")} calls are offered`
    refuse("/stages", message, `offer at most ${most}: lower a rate or a duration`)
  }
  if (plays > MOST_CALLS) {
    const message = `${Math.round(plays).toLocaleString("en-US")} playbacks are asked for`
    refuse("/playback/rate", message, `ask for at most ${most}`)
  }
  if (parseDuration(longest) > LONGEST_CALL_MS) {
    refuse("/calls/length", `a call of ${longest} is too long`, "a call lasts at most 24h")
  }
  return problems
}

function lengthProblems(file: File): readonly GirError[] {
  const { length } = file.value.calls
  if (length.distribution === "constant") return []
  const least = parseDuration(length.distribution === "uniform" ? length.min : length.mean)
  if (least <= parseDuration(length.max)) return []
  return [file.faultAt("/calls/length/max", { message: "the longest call is shorter than others" })]
}

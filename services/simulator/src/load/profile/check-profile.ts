import type { GirError } from "@gir/errors"
import { FAULTS } from "@gir/sim"
import { parseDuration } from "../../fault/parse-duration.ts"
import { didYouMean } from "../../yaml/did-you-mean.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import type { LoadProfileFile } from "./profile-schema.ts"

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
    if (!("fault" in action)) continue
    const names = FAULTS.map(({ name }) => name)
    const { name } = action.fault
    if (names.some((known) => known === name)) continue
    const message = `there is no fault "${name}"${didYouMean(name, names)}`
    const next = "npx gir fault list"
    problems.push(file.faultAt(`${path}/do/${place}/fault/name`, { message, next }))
  }
  return problems
}

function warmUpProblems(file: File): readonly GirError[] {
  const { warmUp, stages } = file.value
  const loadMs = stages.reduce((sum, { duration }) => sum + parseDuration(duration), 0)
  if (warmUp === undefined || parseDuration(warmUp) < loadMs) return []
  return [file.faultAt("/warmUp", { message: "the warm-up is as long as the load" })]
}

function lengthProblems(file: File): readonly GirError[] {
  const { length } = file.value.calls
  if (length.distribution === "constant") return []
  const least = parseDuration(length.distribution === "uniform" ? length.min : length.mean)
  if (least <= parseDuration(length.max)) return []
  return [file.faultAt("/calls/length/max", { message: "the longest call is shorter than others" })]
}

import type { GirError } from "@gir/errors"
import { FAULTS } from "@gir/sim"
import { parseDuration } from "../../fault/parse-duration.ts"
import { nodeNames, SMALLEST_FLEET } from "../../installation/service-table.ts"
import { didYouMean } from "../../yaml/did-you-mean.ts"
import type { YamlFile } from "../../yaml/read-yaml.ts"
import type { LoadProfileFile } from "./profile-schema.ts"

type File = YamlFile<LoadProfileFile>
type Action = NonNullable<LoadProfileFile["stages"][number]["do"]>[number]
type FaultAction = Extract<Action, { readonly fault: unknown }>["fault"]

/** Where something stands in the file. */
interface Place {
  /** Its JSON pointer. */
  readonly path: string
  /** Of its stage. */
  readonly index: number
}

/** @returns why what a stage does could show nothing: a fault that is not there, or ends too late. */
export function actionProblems(file: File, action: Action, place: Place): readonly GirError[] {
  const { path } = place
  if ("rotate" in action) {
    const what = "the new certificates never stand alone"
    const { overlap } = action.rotate
    return tooLong(file, {
      index: place.index,
      path: `${path}/rotate/overlap`,
      lasts: overlap,
      what,
    })
  }
  if ("fault" in action) {
    const what = "the fault outlasts the load"
    return [
      ...faultProblems(file, action.fault, `${path}/fault`),
      ...tooLong(file, {
        index: place.index,
        path: `${path}/fault/for`,
        lasts: action.fault.for,
        what,
        mayFill: true,
      }),
    ]
  }
  const [name, every] =
    "kill" in action ? ["kill", action.kill.every] : ["wipeRedis", action.wipeRedis.every]
  const stageMs = parseDuration(file.value.stages[place.index]?.duration ?? "0s")
  if (parseDuration(every) < stageMs) return []
  const message = `nothing happens: the stage is over before ${every}`
  return [file.faultAt(`${path}/${name}/every`, { message, next: "make the stage longer" })]
}

function faultProblems(
  file: File,
  { name, node, attributes = {} }: FaultAction,
  path: string,
): readonly GirError[] {
  const names = FAULTS.map((one) => one.name)
  const fault = FAULTS.find((one) => one.name === name)
  if (fault === undefined) {
    const message = `there is no fault "${name}"${didYouMean(name, names)}`
    return [file.faultAt(`${path}/name`, { message, next: "npx gir fault list" })]
  }
  const known = Object.keys(fault.attributes)
  const strange = Object.keys(attributes).filter((one) => !known.includes(one))
  return [
    ...nodeProblems(file, { name, node }, path),
    ...strange.map((one) => {
      const message = `${name} has no attribute "${one}"${didYouMean(one, known)}`
      const next = known.length === 0 ? "leave it out" : `it has: ${known.join(", ")}`
      return file.faultAt(`${path}/attributes/${one}`, { message, next })
    }),
  ]
}

/** Those of the queue and of the storage befall every service; the others have their service's name. */
function nodeProblems(
  file: File,
  { name, node }: Pick<FaultAction, "name" | "node">,
  path: string,
): readonly GirError[] {
  const nodes = nodeNames({ ...SMALLEST_FLEET, ...file.value.processes })
  const [part] = name.split(".")
  const ofPart = nodes.filter(({ service }) => service === part)
  const able = (ofPart.length > 0 ? ofPart : nodes).map((one) => one.name)
  if (able.includes(node)) return []
  const isThere = nodes.some((one) => one.name === node)
  const message = isThere
    ? `${name} never strikes ${node}`
    : `there is no node "${node}"${didYouMean(node, able)}`
  return [file.faultAt(`${path}/node`, { message, next: `name one of: ${able.join(", ")}` })]
}

interface Lasting extends Place {
  readonly lasts: string
  /** What a person would see. */
  readonly what: string
  /** Whether it may last as long as the load. */
  readonly mayFill?: boolean
}

function tooLong(
  file: File,
  { index, path, lasts, what, mayFill = false }: Lasting,
): readonly GirError[] {
  const rest = file.value.stages.slice(index)
  const restMs = rest.reduce((sum, { duration }) => sum + parseDuration(duration), 0)
  const lastsMs = parseDuration(lasts)
  if (lastsMs < restMs || (mayFill && lastsMs === restMs)) return []
  const message = `${what}: ${lasts}, and calls come for ${restMs / 1_000} s from there on`
  return [file.faultAt(path, { message, next: "make the stages longer, or this shorter" })]
}

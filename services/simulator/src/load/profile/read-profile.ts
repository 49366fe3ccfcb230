import { isGirError, type GirError } from "@gir/errors"
import { createHash } from "node:crypto"
import { parseDuration } from "../../fault/parse-duration.ts"
import { throwAll } from "../../scenario/file/throw-all.ts"
import { readYaml, type YamlFile } from "../../yaml/read-yaml.ts"
import { parseThreshold, type Threshold } from "../arithmetic/threshold.ts"
import { checkProfile } from "./check-profile.ts"
import type { CallLength, LoadProfile, MixPart } from "./load-profile.ts"
import { LoadProfileFile } from "./profile-schema.ts"
import { stagesOf } from "./stages-of.ts"

const DEFAULT_SEED = 7
const DEFAULT_CALLS_PER_MCP = 16
const DEFAULT_PLAYERS = 8
const DEFAULT_DRAIN_MS = 60_000
const DEFAULT_KEY_BITS = 2_048

/**
 * Reads a load profile.
 *
 * @param name of the file, as errors and reports tell it.
 * @throws ERR_CLI_FILE_INVALID with every problem: unknown keys, wrong values, thresholds on
 * metrics that there are not.
 */
export function readProfile(name: string, text: string): LoadProfile {
  const file = readYaml({ name, text, schema: LoadProfileFile })
  throwAll(checkProfile(file))
  const { value } = file
  const { processes = {}, playback, calls } = value
  return {
    name: value.name,
    title: value.title,
    file: name,
    sha256: createHash("sha256").update(text).digest("hex"),
    seed: value.seed ?? DEFAULT_SEED,
    processes: {
      mcp: processes.mcp ?? 1,
      rcs: processes.rcs ?? 1,
      muxer: processes.muxer ?? 1,
      callsPerMcp: processes.callsPerMcp ?? DEFAULT_CALLS_PER_MCP,
    },
    hasOwnRedis: value.queue === "redis",
    warmUpMs: value.warmUp === undefined ? 0 : parseDuration(value.warmUp),
    arrivals: value.arrivals ?? "even",
    stages: stagesOf(value.stages),
    calls: { pace: calls.pace ?? "fast", length: lengthOf(calls.length), mix: calls.mix.map(part) },
    playback:
      playback === undefined
        ? null
        : { rate: playback.rate, players: playback.players ?? DEFAULT_PLAYERS },
    drainMs: value.drain === undefined ? DEFAULT_DRAIN_MS : parseDuration(value.drain),
    prove: value.prove ?? "all",
    thresholds: readThresholds(file),
  }
}

function lengthOf(length: LoadProfileFile["calls"]["length"]): CallLength {
  if (length.distribution === "constant") {
    return { distribution: "constant", meanMs: parseDuration(length.mean) }
  }
  const maxMs = parseDuration(length.max)
  return length.distribution === "uniform"
    ? { distribution: "uniform", minMs: parseDuration(length.min), maxMs }
    : { distribution: "exponential", meanMs: parseDuration(length.mean), maxMs }
}

function part(given: LoadProfileFile["calls"]["mix"][number]): MixPart {
  return {
    weight: given.weight ?? 1,
    audio: given.audio ?? "wav",
    isEncrypted: given.encrypted ?? true,
    recipients: given.recipients ?? 1,
    keyBits: given.keyBits ?? DEFAULT_KEY_BITS,
    envelope: given.envelope ?? "classic",
    screens: given.screens ?? 0,
  }
}

function readThresholds(file: YamlFile<LoadProfileFile>): readonly Threshold[] {
  const problems: GirError[] = []
  const thresholds: Threshold[] = []
  for (const [metric, expressions] of Object.entries(file.value.thresholds ?? {})) {
    for (const [index, expression] of expressions.entries()) {
      try {
        thresholds.push(parseThreshold(metric, expression))
      } catch (error) {
        if (!isGirError(error, "ERR_CLI_USAGE")) throw error
        const path = `/thresholds/${metric}/${index}`
        problems.push(file.faultAt(path, { message: error.message, next: error.next }))
      }
    }
  }
  throwAll(problems)
  return thresholds
}

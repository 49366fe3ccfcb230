import { GirError } from "@gir/errors"
import { readdir, readFile } from "node:fs/promises"
import { basename, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readSmallFile } from "../envelope/input-file.ts"
import { didYouMean } from "../yaml/did-you-mean.ts"
import { loadScenario } from "./file/load-scenario.ts"
import type { Scenario } from "./scenario.ts"

/** The folder of the scenarios that ship, beside `src`. */
const FOLDER = fileURLToPath(new URL("../../scenarios/", import.meta.url))
const SHOWN_FOLDER = "services/simulator/scenarios"
/** Scenarios with slides, for a presenter: they tell a story, and are none of the twenty. */
const PRESENTED = fileURLToPath(new URL("../../presentations/", import.meta.url))
const SHOWN_PRESENTED = "services/simulator/presentations"
/** What `gir demo --present` shows. */
export const DATA_PATH_STORY = "data-path"
const MAX_BYTES = 262_144
export const ALL_SCENARIOS = "all"

/** @returns the scenarios that ship, by their number. */
export async function shippedScenarios(): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = []
  for (const name of await shippedNames()) scenarios.push(await loadShipped(name))
  return scenarios.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
}

/**
 * @param name of a scenario that ships, `all`, or the path of a file of the user's own.
 * @throws ERR_CLI_FILE_INVALID, ERR_CLI_INPUT_UNREADABLE, ERR_CLI_USAGE
 */
export async function findScenarios(name: string, folder: string): Promise<readonly Scenario[]> {
  if (name === ALL_SCENARIOS) return shippedScenarios()
  if (isPath(name)) return [await loadScenarioFile(name, folder)]
  const named = await shippedScenario(name)
  if (named !== null) return [named]
  const names = await shippedNames()
  const meant = didYouMean(name, names)
  throw new GirError("ERR_CLI_USAGE", `there is no scenario "${name}"${meant}`, {
    next: "npx gir scenario list",
  })
}

/** @returns the scenario of that name, also one that is told with slides; null when none ships. */
export async function shippedScenario(name: string): Promise<Scenario | null> {
  if ((await shippedNames()).includes(name)) return loadShipped(name)
  if (!(await namesIn(PRESENTED)).includes(name)) return null
  const text = await readFile(join(PRESENTED, `${name}.yaml`), "utf8")
  return loadScenario(`${SHOWN_PRESENTED}/${name}.yaml`, text)
}

/** @throws ERR_CLI_FILE_INVALID, ERR_CLI_INPUT_UNREADABLE */
export async function loadScenarioFile(path: string, folder: string): Promise<Scenario> {
  const bytes = await readSmallFile(path, { folder, maxBytes: MAX_BYTES })
  const shown = relative(folder, resolve(folder, path))
  return loadScenario(shown.startsWith("..") ? path : shown, bytes.toString("utf8"))
}

function isPath(name: string): boolean {
  return /[/\\]/.test(name) || /\.ya?ml$/.test(name)
}

function shippedNames(): Promise<string[]> {
  return namesIn(FOLDER)
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder)
  return files.filter((file) => file.endsWith(".yaml")).map((file) => basename(file, ".yaml"))
}

async function loadShipped(name: string): Promise<Scenario> {
  const text = await readFile(join(FOLDER, `${name}.yaml`), "utf8")
  return loadScenario(`${SHOWN_FOLDER}/${name}.yaml`, text)
}

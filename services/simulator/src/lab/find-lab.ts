import { GirError } from "@gir/errors"
import { readdir, readFile } from "node:fs/promises"
import { basename, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readSmallFile } from "../envelope/input-file.ts"
import { didYouMean } from "../yaml/did-you-mean.ts"
import { loadLab } from "./file/load-lab.ts"
import type { Lab } from "./lab.ts"

/** The folder of the labs that ship, beside `src` and `dist`. */
const FOLDER = fileURLToPath(new URL("../../labs/", import.meta.url))
const SHOWN_FOLDER = "services/simulator/labs"
const MAX_BYTES = 262_144

/** @returns the labs that ship, by their number. */
export async function shippedLabs(): Promise<readonly Lab[]> {
  const labs: Lab[] = []
  for (const name of await shippedNames()) labs.push(await loadShipped(name))
  return labs.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
}

/**
 * @param name or number of a lab that ships, or the path of a file of the user's own.
 * @throws ERR_CLI_FILE_INVALID, ERR_CLI_INPUT_UNREADABLE, ERR_CLI_USAGE
 */
export async function findLab(name: string, folder: string): Promise<Lab> {
  if (isPath(name)) return loadLabFile(name, folder)
  const names = await shippedNames()
  if (names.includes(name)) return loadShipped(name)
  const numbered = /^\d+$/.test(name) ? await shippedLabs() : []
  const found = numbered.find(({ number }) => String(number) === name)
  if (found !== undefined) return found
  throw new GirError("ERR_CLI_USAGE", `there is no lab "${name}"${didYouMean(name, names)}`, {
    next: "npx gir lab list",
  })
}

/** @throws ERR_CLI_FILE_INVALID, ERR_CLI_INPUT_UNREADABLE */
export async function loadLabFile(path: string, folder: string): Promise<Lab> {
  const bytes = await readSmallFile(path, { folder, maxBytes: MAX_BYTES })
  const shown = relative(folder, resolve(folder, path))
  return loadLab(shown.startsWith("..") ? path : shown, bytes.toString("utf8"))
}

function isPath(name: string): boolean {
  return /[/\\]/.test(name) || /\.ya?ml$/.test(name)
}

async function shippedNames(): Promise<string[]> {
  const files = await readdir(FOLDER)
  return files.filter((file) => file.endsWith(".yaml")).map((file) => basename(file, ".yaml"))
}

async function loadShipped(name: string): Promise<Lab> {
  const text = await readFile(join(FOLDER, `${name}.yaml`), "utf8")
  return loadLab(`${SHOWN_FOLDER}/${name}.yaml`, text)
}

import { GirError } from "@gir/errors"
import { readdir, readFile } from "node:fs/promises"
import { basename, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readSmallFile } from "../../envelope/input-file.ts"
import { didYouMean } from "../../yaml/did-you-mean.ts"
import type { LoadProfile } from "./load-profile.ts"
import { readProfile } from "./read-profile.ts"

/** The folder of the profiles that ship, beside `src` and `dist`. */
const FOLDER = fileURLToPath(new URL("../../../load/", import.meta.url))
const SHOWN_FOLDER = "services/simulator/load"
const MAX_BYTES = 262_144

/** @returns the profiles that ship, by name. */
export async function shippedProfiles(): Promise<readonly LoadProfile[]> {
  const names = await shippedNames()
  return Promise.all(names.map(loadShipped))
}

/**
 * @param name of a profile that ships, or the path of a file of the user's own.
 * @throws ERR_CLI_FILE_INVALID, ERR_CLI_INPUT_UNREADABLE, ERR_CLI_USAGE
 */
export async function findProfile(name: string, folder: string): Promise<LoadProfile> {
  const names = await shippedNames()
  if (names.includes(name)) return loadShipped(name)
  if (/[/\\]|\.ya?ml$/.test(name)) {
    const bytes = await readSmallFile(name, { folder, maxBytes: MAX_BYTES })
    const shown = relative(folder, resolve(folder, name))
    return readProfile(shown.startsWith("..") ? name : shown, bytes.toString("utf8"))
  }
  const message = `there is no load profile "${name}"${didYouMean(name, names)}`
  throw new GirError("ERR_CLI_USAGE", message, { next: "npx gir load list" })
}

/** @returns the text of a profile that ships, to be changed. */
export function shippedText(name: string): Promise<string> {
  return readFile(join(FOLDER, `${name}.yaml`), "utf8")
}

async function shippedNames(): Promise<string[]> {
  const files = await readdir(FOLDER)
  return files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .toSorted()
}

async function loadShipped(name: string): Promise<LoadProfile> {
  return readProfile(`${SHOWN_FOLDER}/${name}.yaml`, await shippedText(name))
}

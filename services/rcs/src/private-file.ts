import { randomBytes } from "node:crypto"
import { linkSync, mkdirSync, readFileSync, statSync, writeFileSync, rmSync } from "node:fs"
import { mkdir, open, readdir, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { GirError } from "@gir/errors"

const OWNER_ONLY = 0o600
const OWNER_FOLDER = 0o700

/**
 * Replaces a file as one step: a reader sees the old content or the new, also after a power cut.
 * Nothing is left behind on failure.
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: OWNER_FOLDER })
  const temporary = temporaryName(path)
  try {
    await writeDurably(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Removes what a process that died inside {@link replaceFile} left beside `path`. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => [])
  const leftovers = names.filter((name) => isTemporaryNameOf(path, name))
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })))
}

/**
 * Makes a file of mode 0600 unless it is there. Of two processes that do this at once, one wins
 * and both see its content whole.
 *
 * @throws ERR_RCS_FOLDER_UNUSABLE
 */
export function createFileOnce(path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_FOLDER })
    if (statSync(path, { throwIfNoEntry: false }) === undefined) linkNewFile(path, content)
  } catch (error) {
    throw folderUnusable(path, error)
  }
}

/** A link fails when its name is taken, and so never replaces what another process made first. */
function linkNewFile(path: string, content: string): void {
  const temporary = temporaryName(path)
  try {
    writeFileSync(temporary, content, { mode: OWNER_ONLY, flag: "wx", flush: true })
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** @returns true when somebody but the owner may read the file. */
export function isReadableByOthers(path: string): boolean {
  return (statSync(path).mode & 0o077) !== 0
}

/** @throws ERR_RCS_FOLDER_UNUSABLE */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    throw folderUnusable(path, error)
  }
}

/** A secret's text, without the line end that editors add. @throws ERR_RCS_FOLDER_UNUSABLE */
export function readSecret(path: string): string {
  return readText(path).replace(/\r?\n$/, "")
}

function folderUnusable(path: string, cause: unknown): GirError {
  const { code = "unknown" } = cause as NodeJS.ErrnoException
  return new GirError("ERR_RCS_FOLDER_UNUSABLE", `${path} cannot be used (${code})`, { cause })
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, "wx", OWNER_ONLY)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`)
}

function isTemporaryNameOf(path: string, name: string): boolean {
  return name.startsWith(`.${basename(path)}.`) && /\.[0-9a-f]{12}\.tmp$/.test(name)
}

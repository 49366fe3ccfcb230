import { GirError } from "@gir/errors"
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { Evidence } from "./evidence.ts"
import { junitXml } from "./junit.ts"
import { evidencePage } from "./page.ts"
import { runbookMarkdown } from "./runbook.ts"

/** What a pack consists of, in the order in which people are told of it. */
export const EVIDENCE_FILES = ["index.html", "evidence.json", "junit.xml", "runbook.md"] as const

/**
 * Writes an evidence pack as a folder, whole or not at all: it appears under its name when it is
 * complete. An older pack under that name is replaced, and what came out otherwise is marked.
 *
 * @returns the names of its files.
 * @throws ERR_CLI_FILE_EXISTS when the folder holds anything but a pack; ERR_CLI_OUTPUT_FAILED.
 */
export async function writeEvidence(
  folder: string,
  evidence: Evidence,
): Promise<readonly string[]> {
  await assertReplaceable(folder)
  return replaceFolder(folder, evidenceFiles(evidence, await readBefore(folder)))
}

/**
 * Gives a folder these files and no others, all at once.
 *
 * @returns the names of the files.
 * @throws ERR_CLI_OUTPUT_FAILED; then an older folder is still there.
 */
export async function replaceFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  for (const [name, text] of files) refuseSecret(name, text)
  const made = `${folder}.new-${process.pid}`
  const old = `${folder}.old-${process.pid}`
  try {
    await mkdir(dirname(folder), { recursive: true })
    await rm(made, { recursive: true, force: true })
    await mkdir(made)
    for (const [name, text] of files) await writeFile(join(made, name), text)
    await rename(folder, old).catch(unlessAbsent)
    await rename(made, folder)
  } catch (cause) {
    // The older pack is worth more than none.
    await rename(old, folder).catch(unlessAbsent)
    const message = `the evidence cannot be written to ${folder}`
    throw new GirError("ERR_CLI_OUTPUT_FAILED", message, { where: folder, cause })
  } finally {
    await rm(made, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
  }
  return [...files.keys()]
}

function evidenceFiles(evidence: Evidence, before: Evidence | null): ReadonlyMap<string, string> {
  const [first] = evidence.runs
  const files = new Map([
    ["index.html", evidencePage(evidence, before).text],
    ["evidence.json", `${JSON.stringify(evidence, null, 1)}\n`],
    ["junit.xml", junitXml(evidence)],
  ])
  if (evidence.schema === "gir.rotation/1" && first !== undefined) {
    files.set("runbook.md", runbookMarkdown(first, evidence.command))
  }
  return files
}

/** @returns `null` when there is none, or somebody has changed it into something else. */
async function readBefore(folder: string): Promise<Evidence | null> {
  const text = await readFile(join(folder, "evidence.json"), "utf8").catch(() => "null")
  try {
    const before = JSON.parse(text) as Evidence | null
    return Array.isArray(before?.runs) ? before : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Nothing hands a key to this room; should somebody do so one day, no file of it is written. */
function refuseSecret(name: string, text: string): void {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) return
  throw new GirError("ERR_INTERNAL", `a private key stands in ${name}; nothing was written`)
}

/**
 * Looks before the work, which may take half an hour, whether a pack may and can be written under
 * this name.
 *
 * @throws ERR_CLI_FILE_EXISTS, ERR_CLI_OUTPUT_FAILED
 */
export async function assertReplaceable(
  folder: string,
  ownFiles: readonly string[] = EVIDENCE_FILES,
): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return []
    throw exists(folder)
  })
  const known: ReadonlySet<string> = new Set(ownFiles)
  if (names.some((name) => !known.has(name))) throw exists(folder)
  await probe(dirname(folder), folder)
}

/** Makes something in the nearest folder that is there, and takes it away. */
async function probe(parent: string, folder: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(nearest(parent), ".gir-probe-")))
  } catch (cause) {
    throw new GirError("ERR_CLI_OUTPUT_FAILED", `nothing can be written to ${folder}`, {
      where: folder,
      next: "Name a folder that can be written to",
      cause,
    })
  }
}

/** By looking, not by the error of a try: /proc is there, and answers that a new entry's parent is not. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path))
}

function exists(folder: string): GirError {
  const message = `${folder} is there and holds something else than an evidence pack`
  return new GirError("ERR_CLI_FILE_EXISTS", message, { where: folder })
}

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error
}

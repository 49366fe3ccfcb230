import { GirError } from "@gir/errors"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { replaceFolder } from "../../evidence/write-evidence.ts"
import type { LoadDocument } from "./load-document.ts"
import { loadJunit } from "./load-junit.ts"
import { loadPage } from "./load-page.ts"

export const LOAD_FILES = ["index.html", "load.json", "junit.xml"] as const

/** Writes a load report as a folder, whole or not at all. @throws ERR_CLI_OUTPUT_FAILED */
export async function writeLoad(folder: string, load: LoadDocument): Promise<void> {
  const files = new Map([
    ["index.html", loadPage(load).text],
    ["load.json", `${JSON.stringify(load)}\n`],
    ["junit.xml", loadJunit(load)],
  ])
  await replaceFolder(folder, files)
}

/**
 * @param path of a report's folder, or of its JSON document.
 * @throws ERR_CLI_INPUT_UNREADABLE when it is no load.
 */
export async function readLoad(path: string): Promise<LoadDocument> {
  const load = await parse(path).catch((cause: unknown) => {
    throw new GirError("ERR_CLI_INPUT_UNREADABLE", "it is no load report", { where: path, cause })
  })
  if (load.schema === "gir.load/1") return load
  throw new GirError("ERR_CLI_INPUT_UNREADABLE", "it is no load report", { where: path })
}

async function parse(path: string): Promise<LoadDocument> {
  const isFolder = (await stat(path)).isDirectory()
  return JSON.parse(
    await readFile(isFolder ? join(path, "load.json") : path, "utf8"),
  ) as LoadDocument
}

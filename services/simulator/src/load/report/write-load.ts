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

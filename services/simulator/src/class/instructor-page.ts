import { readFile } from "node:fs/promises"
import { PAGE_STYLE } from "../report/page-style.ts"

/** A file of the instructor's page. */
export interface PageFile {
  readonly path: string
  readonly type: string
  readonly text: () => Promise<string>
}

const FOLDER = new URL("../../class/", import.meta.url)

const read = (name: string): Promise<string> => readFile(new URL(name, FOLDER), "utf8")

export const INSTRUCTOR_PAGE: readonly PageFile[] = [
  { path: "/", type: "text/html; charset=utf-8", text: () => read("instructor.html") },
  {
    path: "/instructor.js",
    type: "text/javascript; charset=utf-8",
    text: () => read("instructor.js"),
  },
  {
    path: "/instructor.css",
    type: "text/css; charset=utf-8",
    text: async () => PAGE_STYLE.text + (await read("instructor.css")),
  },
]

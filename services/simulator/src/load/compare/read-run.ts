import { GirError } from "@gir/errors"
import { readFile, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { Type } from "typebox"
import { Check, Errors } from "typebox/value"
import type { LoadRun } from "./load-run.ts"

/** No call takes longer than a day, and no second has more calls. */
const MOST_MS = 86_400_000
const MOST_CALLS = 1_000_000_000

const Count = Type.Integer({ minimum: 0, maximum: MOST_CALLS })
const Value = Type.Tuple([
  Type.Number({ minimum: 0, maximum: MOST_MS }),
  Type.Integer({ minimum: 1, maximum: MOST_CALLS }),
])
const Latency = Type.Object({
  seconds: Type.Array(Type.Object({ second: Count, values: Type.Array(Value) })),
})

/** The part of `gir.load/1` that is compared: other fields may come and go. */
const Run = Type.Object({
  schema: Type.Literal("gir.load/1"),
  profile: Type.Object({
    name: Type.String(),
    sha256: Type.String(),
    seed: Type.Number(),
    description: Type.String(),
  }),
  machine: Type.Object({ model: Type.String(), cores: Type.Number(), queue: Type.String() }),
  warmUpMs: Type.Optional(Type.Number({ minimum: 0 })),
  calls: Type.Object({ offered: Count }),
  seconds: Type.Array(Type.Object({ second: Count, offered: Count })),
  latencies: Type.Record(Type.String(), Latency),
})

/** What says of itself that it is a load report, whole or not. */
const AnyReport = Type.Object({ schema: Run.properties.schema })

const MAKE_ONE = "Make one: npx gir load run PROFILE --report DIR"

/** A report's folder or JSON document, as it was named, and the folder in which that was typed. */
interface RunPlace {
  readonly folder: string
  readonly file: string
}

/**
 * Reads a load report as far as it is compared.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE when there is none, ERR_CLI_FILE_INVALID when it is no whole one.
 */
export async function readRun({ folder, file }: RunPlace): Promise<LoadRun> {
  const document: unknown = await parse(resolve(folder, file)).catch((cause: unknown) => {
    throw unreadable(file, cause)
  })
  if (Check(Run, document)) return document
  if (!Check(AnyReport, document)) throw noReport(file)
  const [first] = Errors(Run, document)
  const what = `${first?.instancePath || "the document"} ${first?.message ?? "is not valid"}`
  throw new GirError("ERR_CLI_FILE_INVALID", `it is no whole load report: ${what}`, {
    where: file,
    next: `Take a report as it was written. ${MAKE_ONE}`,
  })
}

async function parse(path: string): Promise<unknown> {
  const isFolder = (await stat(path)).isDirectory()
  return JSON.parse(await readFile(isFolder ? join(path, "load.json") : path, "utf8"))
}

/** Whatever it was that failed: a file that is not there, may not be read, or is something else. */
function unreadable(file: string, cause: unknown): GirError {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === undefined) return noReport(file, cause)
  const isMissing = code === "ENOENT" || code === "ENOTDIR"
  const message = isMissing ? "there is no load report" : `it cannot be read (${code})`
  const next = isMissing ? MAKE_ONE : `Compare the rights: ls -l ${file}`
  return new GirError("ERR_CLI_INPUT_UNREADABLE", message, { where: file, next, cause })
}

function noReport(file: string, cause?: unknown): GirError {
  const next = `Name the folder of a report, or its load.json. ${MAKE_ONE}`
  return new GirError("ERR_CLI_FILE_INVALID", "it is no load report", { where: file, next, cause })
}

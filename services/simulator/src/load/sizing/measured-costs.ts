import { GirError } from "@gir/errors"
import { readFile } from "node:fs/promises"
import { Type, type Static } from "typebox"
import { Check } from "typebox/value"

const Positive = Type.Number({ exclusiveMinimum: 0 })

/** What `npm run bench -- pipeline` keeps of one backend, as far as a size follows from it. */
const PipelineFigures = Type.Object({
  backend: Type.String({ minLength: 1 }),
  audioSeconds: Positive,
  objectBytes: Positive,
  commitsPerRecording: Type.Number({ minimum: 0 }),
  processorMs: Type.Record(Type.String(), Type.Number({ minimum: 0 })),
})

const PipelineBench = Type.Object({
  schema: Type.Literal("gir.bench-pipeline/1"),
  at: Type.String(),
  machine: Type.Object({ cores: Positive, model: Type.String(), node: Type.String() }),
  /** A small run only shows that the bench works. */
  options: Type.Object({ small: Type.Literal(false) }),
  figures: Type.Array(PipelineFigures, { minItems: 1 }),
})

/** What one recording cost on the machine where it was measured, per backend of the queue. */
export type MeasuredCosts = Static<typeof PipelineFigures>
export type PipelineBench = Static<typeof PipelineBench>

const MEASURE = "npm run bench -- pipeline"

/**
 * Reads what the bench of the pipeline found on this machine.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE with the command that measures, when the file is none of its.
 */
export async function readPipelineBench(path: string): Promise<PipelineBench> {
  const document = await parse(path)
  if (Check(PipelineBench, document)) return document
  throw unreadable("it is no result of the pipeline's bench", path)
}

async function parse(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"))
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT"
    const message = isMissing
      ? "nothing was measured on this machine yet"
      : "it is no result of the pipeline's bench"
    throw unreadable(message, path, cause)
  }
}

function unreadable(message: string, where: string, cause?: unknown): GirError {
  const next = `Measure on an idle machine of the kind that is to be used: ${MEASURE}`
  return new GirError("ERR_CLI_INPUT_UNREADABLE", message, { where, next, cause })
}

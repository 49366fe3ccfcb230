import { GirError } from "@gir/errors"
import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { Type, type Static, type TSchema } from "typebox"
import { Check } from "typebox/value"

const Machine = Type.Object({
  cores: Type.Number({ exclusiveMinimum: 0 }),
  model: Type.String(),
  node: Type.String(),
})
export type Machine = Static<typeof Machine>

/** Where figures come from: a bench's file, and when and on which machine it was written. */
export interface BenchSource {
  readonly file: string
  /** What measures anew. */
  readonly command: string
  /** Null: there is no such file. */
  readonly measured: { readonly at: string; readonly machine: Machine } | null
}

export interface BenchFile<T> {
  readonly source: BenchSource
  readonly figures: T
}

/** The document that `npm run bench` writes for each of its benches. */
export function benchSchema<F extends TSchema>(bench: string, figure: F) {
  return Type.Object({
    schema: Type.Literal(`gir.bench-${bench}/1`),
    at: Type.String(),
    machine: Machine,
    /** A small run only shows that the bench works; files of before there were such have none. */
    options: Type.Optional(Type.Object({ small: Type.Literal(false) })),
    figures: Type.Array(figure, { minItems: 1 }),
  })
}

/** A file as it was named, in the folder in which that was typed. */
export interface BenchPlace {
  readonly folder: string
  readonly file: string
}

interface ReadOptions extends BenchPlace {
  readonly bench: string
  /** Default true: it is refused when the file is not there. */
  readonly isNeeded?: boolean
}

/**
 * Reads what a bench found on this machine.
 *
 * @returns no figures when there is no file and none is needed.
 * @throws ERR_CLI_INPUT_UNREADABLE with the command that measures.
 */
export async function readBench<F extends TSchema>(
  schema: ReturnType<typeof benchSchema<F>>,
  { bench, folder, file, isNeeded = true }: ReadOptions,
): Promise<BenchFile<readonly Static<F>[]>> {
  const source = { file, command: `npm run bench -- ${bench}` }
  const text = await readFile(resolve(folder, file), "utf8").catch(
    (cause: NodeJS.ErrnoException) => {
      const isMissing = cause.code === "ENOENT"
      if (isMissing && !isNeeded) return null
      const what = isMissing ? "nothing was measured on this machine yet" : "it cannot be read"
      throw unreadable(what, source, cause)
    },
  )
  if (text === null) return { source: { ...source, measured: null }, figures: [] }
  const document = parse(text)
  if (!Check(schema, document)) throw unreadable(`it is no result of the bench ${bench}`, source)
  const { at, machine, figures } = document as Static<typeof schema>
  return { source: { ...source, measured: { at, machine } }, figures }
}

/** @returns undefined, which fits no schema, for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(
  message: string,
  { file, command }: Pick<BenchSource, "file" | "command">,
  cause?: unknown,
): GirError {
  const next = `Measure on an idle machine of the kind that is to be used: ${command}`
  return new GirError("ERR_CLI_INPUT_UNREADABLE", message, { where: file, next, cause })
}

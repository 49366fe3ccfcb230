import { AJV_OPTIONS } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { Ajv, type ErrorObject } from "ajv"
import type { Static, TSchema } from "typebox"
import { Check } from "typebox/value"
import { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from "yaml"
import type { Document, Node, Pair } from "yaml"
import { excerpt, type ExcerptOptions, type Span } from "./excerpt.ts"
import { schemaProblems, type Problem } from "./schema-problems.ts"

/** A file of the user's that fits its schema, and knows where each value stands. */
export interface YamlFile<T> {
  readonly name: string
  readonly value: T
  /** @returns the place of a value by its JSON pointer, `/steps/1/do`; of the file's begin if it is not there. */
  locate(path: string): Span
  /** An error that stands at a value of the file, with the line quoted. */
  faultAt(path: string, error: FaultAt): GirError
}

export interface FaultAt {
  readonly message: string
  readonly code?: ConstructorParameters<typeof GirError>[0]
  readonly next?: string
  readonly label?: string
  /** Another value of the file that explains this one, and what it says. */
  readonly context?: { readonly path: string; readonly note: string }
}

export interface YamlInput<S extends TSchema> {
  readonly name: string
  readonly text: string
  readonly schema: S
}

/**
 * Reads a YAML file whose schema refuses whatever it does not know.
 *
 * @throws ERR_CLI_FILE_INVALID with the first problem, its line quoted, and all others in
 * `fields.also`: unknown keys with what was probably meant, wrong values, broken YAML.
 */
export function readYaml<S extends TSchema>(input: YamlInput<S>): YamlFile<Static<S>> {
  const { name, text, schema } = input
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const source: Source = { name, lines: text.split("\n"), document, lineCounter }
  refuseBroken(source)
  const value: unknown = document.toJS()
  // Whether it fits is told without compiling the schema, which takes longer than all the rest.
  const complaints = Check(schema, value) ? [] : complaintsOf(schema, value)
  if (complaints.length > 0) throw invalid(source, schemaProblems(complaints))
  return {
    name,
    value: value as Static<S>,
    locate: (path) => spanOf(source, path, "value"),
    faultAt: (path, error) => faultAt(source, path, error),
  }
}

function complaintsOf(schema: TSchema, value: unknown): ErrorObject[] {
  const check = new Ajv({ ...AJV_OPTIONS, verbose: true }).compile(schema)
  return check(value) ? [] : (check.errors ?? [])
}

interface Source {
  readonly name: string
  readonly lines: readonly string[]
  readonly document: Document.Parsed
  readonly lineCounter: LineCounter
}

/** An alias may stand for a billion values, or for itself. */
function refuseBroken(source: Source): void {
  const { document, name, lineCounter } = source
  const problems = document.errors.map(({ message, pos }) => ({ message, offset: pos[0] }))
  visit(document, {
    Alias: (_key, node) => {
      if (isAlias(node)) problems.push({ message: "an alias is not read", offset: node.range![0] })
    },
  })
  const [first] = problems
  if (first === undefined) return
  const { line, col } = lineCounter.linePos(first.offset)
  const message = `it cannot be read as YAML: ${first.message.replace(/\.$/, "").toLowerCase()}`
  throw new GirError("ERR_CLI_FILE_INVALID", message, { where: `${name}:${line}:${col}` })
}

function invalid(source: Source, problems: readonly Problem[]): GirError {
  const placed = problems
    .map((problem) => ({ problem, span: spanOf(source, problem.path, problem.at) }))
    .toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column)
  const [first, ...others] = placed
  if (first === undefined) throw new RangeError("a schema refused a value and does not say why")
  const also = others.map(({ problem, span }) => `${whereOf(source, span)}: ${problem.message}`)
  return faultOf(source, first.span, {
    message: first.problem.message,
    ...(first.problem.next === null ? {} : { next: first.problem.next }),
    isRestHidden: first.problem.at === "key",
    also,
  })
}

function faultAt(source: Source, path: string, { context, ...error }: FaultAt): GirError {
  const beside =
    context === undefined
      ? {}
      : { context: { line: spanOf(source, context.path, "value").line, note: context.note } }
  return faultOf(source, spanOf(source, path, "value"), { ...error, ...beside })
}

interface Fault extends Omit<FaultAt, "context">, Pick<ExcerptOptions, "context" | "isRestHidden"> {
  readonly also?: readonly string[]
}

function faultOf(source: Source, at: Span, fault: Fault): GirError {
  const { message, code = "ERR_CLI_FILE_INVALID", next, also = [], ...shown } = fault
  return new GirError(code, message, {
    where: whereOf(source, at),
    ...(next === undefined ? {} : { next }),
    fields: { excerpt: excerpt({ lines: source.lines, at, ...shown }), also },
  })
}

function whereOf({ name }: Source, { line, column }: Span): string {
  return `${name}:${line}:${column}`
}

/** @param at the key, or the value that stands behind it. */
function spanOf({ document, lineCounter }: Source, path: string, at: "key" | "value"): Span {
  const range = nodeAt(document, path, at)?.range
  if (range === undefined || range === null) return { line: 1, column: 1, length: 1 }
  const { line, col } = lineCounter.linePos(range[0])
  const end = lineCounter.linePos(range[1])
  const length = end.line === line ? end.col - col : 1
  return { line, column: col, length: Math.max(1, length) }
}

function nodeAt(document: Document.Parsed, path: string, at: "key" | "value"): Node | null {
  const keys = path.split("/").slice(1).map(unescapePointer)
  const last = keys.at(-1)
  if (at === "key" && last !== undefined) {
    const parent = document.getIn(keys.slice(0, -1), true)
    const holder = keys.length === 1 ? document.contents : parent
    const pair = isMap(holder) ? holder.items.find(hasKey(last)) : undefined
    return isNode(pair?.key) ? pair.key : null
  }
  // A value that is missing stands where its parent does.
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true)
    if (isNode(node)) return node
  }
  return document.contents
}

function hasKey(name: string): (pair: Pair<unknown, unknown>) => boolean {
  return ({ key }) => isScalar(key) && String(key.value) === name
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~")
}

import {
  describeNode,
  grouped,
  recipientAt,
  typeName,
  type EnvelopeInspection,
  type ListedNode,
  type NodeList,
} from "@gir/cms"
import type { Terminal } from "../cli/terminal.ts"
import { printable } from "./printable.ts"

interface Inspected {
  readonly file: string
  readonly inspection: EnvelopeInspection | null
  readonly list: NodeList
}

const STANDARDS = {
  envelopedData: "CMS EnvelopedData (RFC 5652)",
  authEnvelopedData: "CMS AuthEnvelopedData (RFC 5083)",
} as const
const FORMS = { pem: "PEM text", smime: "an S/MIME mail" } as const

const OFFSET_COLUMNS = 9
const LENGTH_COLUMNS = 9
const FIELD_COLUMNS = 34
const MIN_VALUE_COLUMNS = 24
/** In a pipe no line is longer than this, whatever a certificate is called. */
const PIPE_COLUMNS = 100

/** The readable tree: one line per value, and what a reader should know above and below it. */
export function inspectionLines(inspected: Inspected, terminal: Terminal): readonly string[] {
  const { inspection, list, file } = inspected
  const lines = inspection === null ? [] : [...summary(inspection)]
  if (list.nodes.length > 0) lines.push(...rows(["offset", "length", "field", "value"], terminal))
  const minDepth = list.nodes[0]?.depth ?? 0
  for (const node of list.nodes) lines.push(...nodeLines(node, { inspection, minDepth }, terminal))
  if (list.omitted > 0) lines.push(`${grouped(list.omitted)} more values are not listed`)
  for (const notice of inspection?.notices ?? []) {
    lines.push(`${terminal.symbol("warning")} ${notice}`)
  }
  if (inspection?.form === "der") {
    lines.push(`compare: openssl asn1parse -inform DER -in ${printable(file)}`)
  }
  return lines
}

function summary(inspection: EnvelopeInspection): readonly string[] {
  const { storedBytes, envelopeBytes, form, recipients, contentType, cipherTitle } = inspection
  const line = [
    `${grouped(storedBytes)} bytes`,
    STANDARDS[contentType],
    cipherTitle,
    `${recipients.length} recipient${recipients.length === 1 ? "" : "s"}`,
    "no key was needed",
  ].join(" · ")
  if (form === "der") return [line]
  return [line, `${FORMS[form]} around ${grouped(envelopeBytes)} bytes, which the offsets refer to`]
}

interface TreeContext {
  readonly inspection: EnvelopeInspection | null
  readonly minDepth: number
}

function nodeLines(node: ListedNode, context: TreeContext, terminal: Terminal): readonly string[] {
  const indent = "  ".repeat(node.depth - context.minDepth)
  const { inspection } = context
  const at = inspection === null ? null : recipientAt(inspection, node.offset)
  const isRecipient = at !== null && at.recipient.offset === node.offset
  const label = `${isRecipient ? `[${at.index}] ` : ""}${node.name ?? typeName(node)}`
  const length = node.totalBytes === null ? "cut" : grouped(node.totalBytes)
  const value = describeNode(node, inspection)
  const isSaid = value === label
  return rows([grouped(node.offset), length, `${indent}${label}`, isSaid ? "" : value], terminal)
}

type Cells = readonly [offset: string, length: string, field: string, value: string]

/** A value that is too long for its column goes on below. */
function rows([offset, length, field, value]: Cells, terminal: Terminal): readonly string[] {
  const start = `${offset.padStart(OFFSET_COLUMNS)} ${length.padStart(LENGTH_COLUMNS)}  `
  const width = terminal.isInteractive ? terminal.columns : PIPE_COLUMNS
  const named = `${start}${field.padEnd(FIELD_COLUMNS)}  `
  const room = Math.max(width - named.length, MIN_VALUE_COLUMNS)
  return wrap(printable(value), room).map((part, index) =>
    `${index === 0 ? named : " ".repeat(named.length)}${part}`.trimEnd(),
  )
}

function wrap(text: string, columns: number): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > columns) {
    const space = rest.lastIndexOf(" ", columns)
    const end = space > 0 ? space : columns
    parts.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...parts, rest]
}

import { grouped, nameOf, type EnvelopeInspection, type ExplainedNode } from "@gir/cms"
import type { Terminal } from "../../cli/terminal.ts"
import { wrap } from "../../scenario/step/wrap.ts"
import { printable } from "../printable.ts"
import type { OpeningStep } from "./explain-opening.ts"

const INDENT = " ".repeat(22)
/** In a pipe no line is longer, but for the commands, which are copied whole. */
const WIDEST = 100

/** Every field with its line of the standard, a sentence, and the command that shows its bytes. */
export function treeLines(nodes: readonly ExplainedNode[]): string[] {
  return nodes.flatMap((node) => {
    const { offset, totalBytes, depth, field, value, asn1, standard, sentence, openssl } = node
    const place = `${grouped(offset).padStart(9)} ${(totalBytes === null ? "cut" : grouped(totalBytes)).padStart(9)}  `
    const name = `${"  ".repeat(depth)}${field}`
    return [
      `${place}${name}${value === field ? "" : `  ${printable(value)}`}`,
      ...wrap(asn1, WIDEST - INDENT.length).map((line) => `${INDENT}${line}`),
      ...wrap(`${sentence} ${standard}`, WIDEST - INDENT.length).map((line) => `${INDENT}${line}`),
      ...(openssl === null ? [] : [`${INDENT}$ ${printable(openssl)}`]),
    ]
  })
}

/** To which certificate a recipient leads. */
export interface RecipientLead {
  readonly index: number
  /** A file that was given and holds that certificate; null when none does. */
  readonly certificate: string | null
}

export function recipientLines(
  { recipients }: EnvelopeInspection,
  leads: readonly RecipientLead[],
  terminal: Terminal,
): string[] {
  return recipients.map((recipient, index) => {
    const found = leads.find((lead) => lead.index === index)?.certificate ?? null
    const issuer =
      recipient.issuer === undefined ? "" : `, issued by ${printable(recipient.issuer)}`
    const which = `[${index}] ${nameOf(recipient)}${issuer}`
    if (found !== null) return `${terminal.symbol("held")} ${which}: ${printable(found)}`
    return `${terminal.symbol("notProved")} ${which}: compare with openssl x509 -noout -issuer -serial -in CERT`
  })
}

/** The walk through opening. */
export function openingLines(steps: readonly OpeningStep[]): string[] {
  return steps.flatMap(({ title, facts, secrets, openssl }, index) => [
    `${index + 1} ${title}`,
    ...facts.map((fact) => `    ${printable(fact)}`),
    ...secrets.map(({ name, hex }) => `    ${name}: ${hex}`),
    ...(openssl === null ? [] : [`    $ ${printable(openssl)}`]),
  ])
}

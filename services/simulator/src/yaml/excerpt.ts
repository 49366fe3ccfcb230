/** Part of a line of a file, from column 1. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly length: number
}

export interface ExcerptOptions {
  readonly lines: readonly string[]
  /** What is wrong; its line is shown whole, or up to the end of the span. */
  readonly at: Span
  /** What stands beside the marks. */
  readonly label?: string
  /** A line that explains the other one, and what it says. */
  readonly context?: { readonly line: number; readonly note: string }
  /** The rest of the line is not shown: it may be anything, a password too. */
  readonly isRestHidden?: boolean
}

const MAX_COLUMNS = 72
const NOTE_COLUMN = 30

/** Quotes the line that an error is about, with marks below the place. */
export function excerpt(options: ExcerptOptions): readonly string[] {
  const { lines, at, label = "", context } = options
  const width = String(Math.max(at.line, context?.line ?? 0)).length + 1
  const row = (line: number | null, text: string): string =>
    `${String(line ?? "").padStart(width)} | ${text}`.trimEnd()
  const shown = lines[at.line - 1] ?? ""
  const text = options.isRestHidden === true ? hideRest(shown, at) : shown.slice(0, MAX_COLUMNS)
  const marks = " ".repeat(at.column - 1) + "^".repeat(Math.max(1, at.length))
  const own = [row(at.line, text), row(null, `${marks} ${label}`)]
  if (context === undefined) return own
  const said = (lines[context.line - 1] ?? "").slice(0, MAX_COLUMNS).padEnd(NOTE_COLUMN)
  const other = row(context.line, `${said} ${context.note}`)
  return context.line < at.line ? [other, ...own] : [...own, other]
}

function hideRest(line: string, { column, length }: Span): string {
  const end = column - 1 + length
  return line.slice(0, end) + (line.length > end ? ": …" : "")
}

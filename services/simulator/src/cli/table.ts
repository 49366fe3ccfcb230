/**
 * Lays rows out in columns that are as wide as their widest cell.
 *
 * @param width of a cell as it is seen, without the escape codes that colour it.
 */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => visibleWidth(row[column] ?? ""))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - visibleWidth(cell)))
      .join("  ")
      .trimEnd(),
  )
}

const MIN_COLUMN = 20

/**
 * The same, with the last cell of each row wrapped to the terminal's width: no word is cut.
 *
 * @param rows of equally many cells.
 */
export function alignWrapped(rows: readonly (readonly string[])[], columns: number): string[] {
  const widthOf = (column: number): number =>
    Math.max(0, ...rows.map((row) => visibleWidth(row[column] ?? "")))
  const last = (rows[0]?.length ?? 1) - 1
  const before = Array.from({ length: last }, (_, column) => widthOf(column) + GAP)
  const left = columns - before.reduce((sum, width) => sum + width, 0)
  return alignColumns(
    rows.flatMap((row) => {
      const [first = "", ...others] = wrapWords(row[last] ?? "", Math.max(MIN_COLUMN, left))
      const blank = row.slice(0, last).map(() => "")
      return [[...row.slice(0, last), first], ...others.map((text) => [...blank, text])]
    }),
  )
}

const GAP = 2

function wrapWords(text: string, width: number): readonly string[] {
  const lines = [""]
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? ""
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return lines
}

const ESCAPE = String.fromCodePoint(27)
const COLOUR_CODE = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g")

function visibleWidth(text: string): number {
  // No symbol of ours needs two code units.
  return text.replace(COLOUR_CODE, "").length
}

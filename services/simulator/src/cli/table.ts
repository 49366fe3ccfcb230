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

const ESCAPE = String.fromCodePoint(27)
const COLOUR_CODE = new RegExp(`${ESCAPE}\\[[0-9;]*m`, "g")

function visibleWidth(text: string): number {
  // No symbol of ours needs two code units.
  return text.replace(COLOUR_CODE, "").length
}

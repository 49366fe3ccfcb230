/**
 * Reads a Java properties file: `#` and `!` comments, `=`, `:` or white space after the key, a
 * backslash at the line's end to go on, and the escapes `\t \n \r \f \uXXXX`. As in Java, a
 * backslash before any other character just vanishes, so a Windows path needs each one twice.
 *
 * @returns the last value of every key.
 */
export function parseJavaProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const { key, value } = splitLine(line)
    properties.set(unescapeText(key), unescapeText(value))
  }
  return properties
}

function logicalLines(text: string): readonly string[] {
  const lines: string[] = []
  let pending: string | null = null
  for (const natural of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    const line = natural.replace(/^[ \t\f]+/, "")
    if (pending === null && (line === "" || line.startsWith("#") || line.startsWith("!"))) continue
    const whole: string = (pending ?? "") + line
    pending = endsWithOddBackslashes(line) ? whole.slice(0, -1) : null
    if (pending === null) lines.push(whole)
  }
  if (pending !== null) lines.push(pending)
  return lines
}

function endsWithOddBackslashes(line: string): boolean {
  const trailing = line.length - line.replace(/\\+$/, "").length
  return trailing % 2 === 1
}

function splitLine(line: string): { key: string; value: string } {
  const match = /^((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/s.exec(line)
  return { key: match?.[1] ?? "", value: match?.[2] ?? "" }
}

const CONTROL_ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" }

function unescapeText(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.?))/gs,
    (_whole, hex: string | undefined, character: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      const escaped = character ?? ""
      return CONTROL_ESCAPES[escaped] ?? escaped
    },
  )
}

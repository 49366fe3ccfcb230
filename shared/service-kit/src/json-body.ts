import { GirError } from "@gir/errors"

const MAX_DEPTH = 32
const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Parses a JSON body more strictly than `JSON.parse`: nesting is limited, and a name may stand in
 * an object only once, since of two values a reader and a checker could each see another one.
 *
 * @returns `undefined` for an empty body.
 * @throws ERR_BAD_REQUEST
 */
export function parseJsonBody(body: Uint8Array): unknown {
  if (body.length === 0) return undefined
  const text = decodeUtf8(body)
  checkStructure(text)
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the body, and a body may hold a private key.
    throw new GirError("ERR_BAD_REQUEST", "the body is not valid JSON")
  }
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body)
  } catch (cause) {
    throw new GirError("ERR_BAD_REQUEST", "the body is not valid UTF-8", { cause })
  }
}

/** One pass over text that may not be JSON at all; whatever it overlooks, `JSON.parse` refuses. */
function checkStructure(text: string): void {
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === "{" || character === "[") {
      open.push(character === "{" ? new Set() : null)
      if (open.length > MAX_DEPTH) {
        throw new GirError("ERR_BAD_REQUEST", `the body is nested deeper than ${MAX_DEPTH} levels`)
      }
    } else if (character === "}" || character === "]") {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(text, at)
      noteName(open.at(-1), text, { from: at, to: end })
      at = end - 1
    }
  }
}

/** @returns the offset after the closing quote, or the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) return at + 1
  }
  return text.length
}

function noteName(
  names: Set<string> | null | undefined,
  text: string,
  span: { from: number; to: number },
): void {
  if (!names || !isFollowedByColon(text, span.to)) return
  const name = unescapeName(text.slice(span.from, span.to))
  if (name === "__proto__") {
    throw new GirError("ERR_BAD_REQUEST", "the body uses the name __proto__")
  }
  if (names.has(name)) {
    const shown = name.slice(0, 100)
    throw new GirError("ERR_BAD_REQUEST", `the body names ${JSON.stringify(shown)} twice`)
  }
  names.add(name)
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from
  while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at += 1
  return text[at] === ":"
}

/** Two spellings of one name (`a`, `\u0061`) are the same name. */
function unescapeName(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1)
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted
  }
}

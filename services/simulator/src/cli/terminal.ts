import { styleText } from "node:util"
import type { TerminalEnvironment } from "../config.ts"
import { STATUS_LOOKS, type Status } from "./status-words.ts"

/** Where a command writes: results to `out`, progress, warnings and errors to `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Replaces the line that is being written; an empty text leaves a blank one to write on. */
  redraw(text: string): void
  /** True when `out` is a terminal that a person looks at. */
  readonly isInteractive: boolean
  readonly columns: number
  /** The status symbol, in colour where colour is welcome, in ASCII where UTF-8 is not. */
  symbol(status: Status): string
  muted(text: string): string
  /** ASCII only when the locale is not UTF-8: no fact is lost, only its dress. */
  plain(text: string): string
}

interface Writer {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface TerminalOptions {
  readonly environment: TerminalEnvironment
  readonly stdout: Writer
  readonly stderr: Writer
  readonly noColor: boolean
}

const DEFAULT_COLUMNS = 96
const CLEAR_LINE = "\r\u001B[2K"

export function openTerminal(options: TerminalOptions): Terminal {
  const { environment, stdout, stderr } = options
  const isInteractive = stdout.isTTY === true && !environment.isDumb
  const hasColour = isInteractive && !environment.noColor && !options.noColor
  const plain = environment.isUtf8 ? (text: string) => text : toAscii
  return {
    out: (text) => void stdout.write(`${plain(text)}\n`),
    err: (text) => void stderr.write(`${plain(text)}\n`),
    redraw: (text) => void stdout.write(`${CLEAR_LINE}${plain(text)}`),
    isInteractive,
    columns: stdout.columns ?? DEFAULT_COLUMNS,
    symbol: (status) => {
      const look = STATUS_LOOKS[status]
      const text = environment.isUtf8 && isInteractive ? look.symbol : look.plain
      return hasColour ? styleText(look.colour, text, { validateStream: false }) : text
    },
    muted: (text) => (hasColour ? styleText("gray", text, { validateStream: false }) : text),
    plain,
  }
}

/** What stands for a character that ASCII lacks. */
const ASCII: readonly (readonly [string, string])[] = [
  ...Object.values(STATUS_LOOKS).map((look) => [look.symbol, look.plain] as const),
  ["–", "-"],
  ["—", "-"],
  ["…", "..."],
  ["→", "->"],
  ["×", "x"],
]

function toAscii(text: string): string {
  const replaced = ASCII.reduce((line, [from, to]) => line.replaceAll(from, to), text)
  return replaced.replaceAll(/[^\p{ASCII}]/gu, "?")
}

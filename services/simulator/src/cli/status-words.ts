/** The product's one vocabulary of outcomes: the JSON value, and how it looks everywhere else. */
export type Status =
  | "plays"
  | "held"
  | "fails"
  | "broken"
  | "refused"
  | "warning"
  | "notProved"
  | "notYet"
  | "running"

type Colour = "green" | "red" | "magenta" | "yellow" | "gray" | "blue"

interface Look {
  readonly symbol: string
  /** For terminals without UTF-8, and for pipes. */
  readonly plain: string
  readonly word: string
  readonly colour: Colour
}

export const STATUS_LOOKS: Readonly<Record<Status, Look>> = {
  plays: { symbol: "✓", plain: "ok", word: "plays", colour: "green" },
  held: { symbol: "✓", plain: "ok", word: "held", colour: "green" },
  fails: { symbol: "✗", plain: "FAIL", word: "fails", colour: "red" },
  broken: { symbol: "✗", plain: "FAIL", word: "broken", colour: "red" },
  refused: { symbol: "⊘", plain: "REFUSED", word: "refused", colour: "magenta" },
  warning: { symbol: "▲", plain: "warn", word: "warning", colour: "yellow" },
  notProved: { symbol: "?", plain: "?", word: "not proved", colour: "gray" },
  notYet: { symbol: "·", plain: ".", word: "not yet", colour: "gray" },
  running: { symbol: "◉", plain: "..", word: "running", colour: "blue" },
}

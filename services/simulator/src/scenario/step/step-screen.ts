import type { WalkCheck } from "@gir/contracts"
import type { Terminal } from "../../cli/terminal.ts"
import { stepTexts, type ShownStep } from "./step-texts.ts"
import { wrap } from "./wrap.ts"

export const KEYS_LINE =
  "Enter next · b back to start · e run to end · i inspect envelope · p play · w what if · q quit"

const LABEL_COLUMNS = 9
const STEP_COLUMNS = 16
const WIDEST = 96

/**
 * One step, for a person who is learning: what it is about, what was done, what came of it.
 *
 * @param screen the console's page of the same step.
 */
export function stepLines(shown: ShownStep, screen: string, terminal: Terminal): string[] {
  const { title, steps } = shown.scenario
  const texts = stepTexts(shown)
  if (texts === null) return []
  // A terminal that does not know its width says 0.
  const columns = Math.min(terminal.columns || WIDEST, WIDEST)
  const place = `step ${texts.number} of ${steps.length}`
  const label = (name: string, lines: readonly string[]): string[] => labelled(name, lines, columns)
  return [
    `${title.padEnd(columns - STEP_COLUMNS)}${place.padStart(STEP_COLUMNS)}`,
    ...label("Explain", [`${texts.explain} [${texts.basis.join(" ")}]`]),
    ...label("Notes", speakersNotes(shown, texts.number)),
    ...label("Do", texts.do),
    ...label("Changed", [texts.changed]),
    ...label(
      "Check",
      texts.checks.flatMap((check) => checkLines(check, terminal)),
    ),
    ...label("Screen", [screen]),
    ...label("What if", texts.whatIf),
    KEYS_LINE,
  ]
}

/** What a presenter says of it, slide by slide. */
function speakersNotes({ scenario }: ShownStep, number: number): string[] {
  const slides = scenario.steps[number - 1]?.slides ?? []
  return slides.map(({ show, notes }) => `${show}: ${notes}`)
}

/** A label, and texts beside it, each from a line of its own. */
function labelled(name: string, texts: readonly string[], columns: number): string[] {
  const lines = texts.flatMap((text) => wrap(text, columns - LABEL_COLUMNS))
  return lines.map((line, index) => `${(index === 0 ? name : "").padEnd(LABEL_COLUMNS)}${line}`)
}

function checkLines({ status, text, more }: WalkCheck, terminal: Terminal): string[] {
  return [`${terminal.symbol(status)} ${text}`, ...more.map((line) => `  ${line}`)]
}

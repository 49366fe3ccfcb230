import type { Terminal } from "../../cli/terminal.ts"
import { stepLines } from "./step-screen.ts"
import type { WalkView } from "./walk.ts"

/** @param screenOf the address of the console's page of a step. */
export function terminalView(terminal: Terminal, screenOf: (step: number) => string): WalkView {
  return {
    begun: () => undefined,
    working: (words) => {
      if (terminal.isInteractive) terminal.redraw(words)
    },
    shown: (shown, isStop) => {
      if (terminal.isInteractive) terminal.redraw("")
      if (!isStop) return
      const screen = screenOf(shown.run.steps.length)
      for (const line of stepLines(shown, screen, terminal)) terminal.out(line)
    },
    say: (line) => terminal.out(line),
  }
}

/** Tells two of them the same. */
export function bothViews(first: WalkView, second: WalkView): WalkView {
  const views = [first, second]
  return {
    begun: (policy, aim) => views.forEach((view) => view.begun(policy, aim)),
    working: (words) => views.forEach((view) => view.working(words)),
    shown: (shown, isStop) => views.forEach((view) => view.shown(shown, isStop)),
    say: (line) => views.forEach((view) => view.say(line)),
  }
}

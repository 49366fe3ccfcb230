import type { SimClock } from "@gir/contracts"
import { parseMoment } from "../certificate/parse-moment.ts"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import type { Conditions } from "../clients/conditions.ts"
import { parseDuration } from "../fault/parse-duration.ts"
import { withConditions, type ConditionsOptions } from "../fault/with-conditions.ts"

export interface ClockCommandOptions extends ConditionsOptions {
  readonly json: boolean
}

/** What is done to a clock, and to what. */
export type ClockOrder =
  | { readonly verb: "show" | "reset" }
  | { readonly verb: "set"; readonly date: string }
  | { readonly verb: "freeze"; readonly date: string | undefined }
  | { readonly verb: "advance"; readonly span: string }
  | { readonly verb: "skew"; readonly span: string; readonly behind: boolean }

/** Does one thing to the clocks of one node or of all, and shows what they show then. */
export async function clockCommand(
  order: ClockOrder,
  options: ClockCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const change = changeOf(order)
  const clocks = await withConditions(options, context, (opened) =>
    Promise.all(
      opened.map(async ({ node, clock }) => ({ node: node.name, ...(await change(clock)) })),
    ),
  )
  if (options.json) {
    const verdict = { schema: "gir.clocks/1", verdict: "held", exitCode: EXIT.held }
    context.terminal.out(JSON.stringify({ ...verdict, clocks, errors: [] }))
    return EXIT.held
  }
  const rows = clocks.map(({ node, now, mode, skewMs }) => [node, now, mode, distance(skewMs)])
  for (const line of alignColumns([["Node", "Date", "Clock", "Distance"], ...rows])) {
    context.terminal.out(line)
  }
  return EXIT.held
}

/** Read before anything is asked of a node: a wrong word changes no clock. */
function changeOf(order: ClockOrder): (clock: Conditions["clock"]) => Promise<SimClock> {
  switch (order.verb) {
    case "show":
      return (clock) => clock.show()
    case "reset":
      return (clock) => clock.reset()
    case "set": {
      const date = parseMoment(order.date, "clock set")
      return (clock) => clock.set(date)
    }
    case "freeze": {
      const date = order.date === undefined ? undefined : parseMoment(order.date, "clock freeze")
      return (clock) => clock.freeze(date)
    }
    case "advance": {
      const ms = parseDuration(order.span)
      return (clock) => clock.advance(ms)
    }
    case "skew": {
      const ms = parseDuration(order.span) * (order.behind ? -1 : 1)
      return (clock) => clock.skew(ms)
    }
  }
}

function distance(skewMs: number): string {
  if (skewMs === 0) return "none"
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  return `${seconds} s ${skewMs < 0 ? "behind" : "ahead"}`
}

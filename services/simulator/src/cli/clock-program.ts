import type { Command } from "commander"
import type { ClockCommandOptions, ClockOrder } from "../commands/clock.ts"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"
import { atNodes } from "./fault-program.ts"

type Finish = (exitCode: ExitCode) => void

/** The commands on the dates that the nodes of the running installation go by. */
export function addClocks(program: Command, context: CommandContext, finish: Finish): void {
  const clock = program
    .command("clock")
    .description("the date that each node of the running installation goes by")
  const run = async (order: ClockOrder, options: ClockCommandOptions): Promise<void> => {
    const { clockCommand } = await import("../commands/clock.ts")
    finish(await clockCommand(order, options, context))
  }
  const verb = (usage: string, description: string): Command =>
    atNodes(clock.command(usage))
      .description(description)
      .option("--json", "one JSON document on standard output", false)

  verb("show", "what each clock shows").action((options) => run({ verb: "show" }, options))
  verb("set <date>", "show this date and run on from there").action((date: string, options) =>
    run({ verb: "set", date }, options),
  )
  verb("skew <span>", "run ahead of the machine by 10m, 2d, 1y")
    .option("--behind", "behind the machine instead of ahead of it", false)
    .action((span: string, options) => run({ verb: "skew", span, ...options }, options))
  verb("advance <span>", "move the date forward by 10m, 365d, 10y").action(
    (span: string, options) => run({ verb: "advance", span }, options),
  )
  verb("freeze [date]", "stand still, now or at this date").action(
    (date: string | undefined, options) => run({ verb: "freeze", date }, options),
  )
  verb("reset", "the machine's own time again").action((options) => run({ verb: "reset" }, options))
}

import type { Command } from "commander"
import type { CommandContext } from "./command-context.ts"
import type { ExitCode } from "./exit-codes.ts"

type Finish = (exitCode: ExitCode) => void

/** The commands that put an installation under load, each on one of its own. */
export function addLoad(program: Command, context: CommandContext, finish: Finish): void {
  const load = program
    .command("load")
    .description("how many calls, how many playbacks, and what is lost under load")
  load
    .command("list")
    .description("the load profiles that ship")
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { loadListCommand } = await import("../commands/load.ts")
      finish(await loadListCommand(options, context))
    })
  load
    .command("new <file>")
    .description("write a load profile to change")
    .option("--from <profile>", "one that ships", "smoke")
    .action(async (file: string, options) => {
      const { loadNewCommand } = await import("../commands/load.ts")
      finish(await loadNewCommand(file, options, context))
    })
  load
    .command("run <profile>")
    .description("run a load profile, or a YAML file of your own")
    .option("--report <folder>", "report: index.html, load.json, junit.xml")
    .option("--json", "one JSON document on standard output", false)
    .action(async (profile: string, options) => {
      const { loadRunCommand } = await import("../commands/load.ts")
      finish(await loadRunCommand(profile, options, context))
    })
  load
    .command("compare <reports...>")
    .description("what changed from A to B beyond noise: A B [A2 B2 ...]; more pairs say it better")
    .option("--json", "one JSON document on standard output", false)
    .action(async (reports: string[], options) => {
      const { loadCompareCommand } = await import("../commands/load.ts")
      finish(await loadCompareCommand(reports, options, context))
    })
}

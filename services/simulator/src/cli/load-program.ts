import { InvalidArgumentError, type Command } from "commander"
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
      const { loadCompareCommand } = await import("../commands/load-compare.ts")
      finish(await loadCompareCommand(reports, options, context))
    })
}

/** Bench results lie where `npm run bench` puts them. */
const PIPELINE_BENCH = "bench/pipeline.json"
const PLAYBACK_BENCH = "bench/playback.json"
const SCALE_OUT_BENCH = "bench/scale-out.json"

/** How much machine a contact centre needs, by what was measured on one. */
export function addSizing(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("sizing")
    .description(
      "cores, storage and the bottleneck for so many calls, from what the bench measured",
    )
    .requiredOption("--calls-per-hour <number>", "in the busiest hour", above0)
    .requiredOption("--length <seconds>", "of a call, on average", above0)
    .requiredOption("--retention <days>", "how long recordings are kept", above0)
    .option("--playbacks-per-hour <number>", "of such calls, in that hour", from0, 0)
    .option(
      "--key-bits <number>",
      "RSA of the recording certificates, for playbacks",
      above0,
      2_048,
    )
    .option("--muxes-per-hour <number>", "calls with a screen recording, in that hour", from0, 0)
    .option("--mux-megabytes <number>", "a screen and its muxed file, stored, on average", above0)
    .option("--utilisation <share>", "of a core that may be used, 0 to 1", share, 0.6)
    .option("--from <file>", "what npm run bench -- pipeline wrote", PIPELINE_BENCH)
    .option("--playback-from <file>", "what npm run bench -- playback wrote", PLAYBACK_BENCH)
    .option("--mux-from <file>", "what npm run bench -- scale-out wrote", SCALE_OUT_BENCH)
    .option("--json", "one JSON document on standard output", false)
    .action(async (options) => {
      const { sizingCommand } = await import("../commands/sizing.ts")
      finish(await sizingCommand(options, context))
    })
}

function above0(text: string): number {
  const value = Number(text)
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text) && value > 0) return value
  throw new InvalidArgumentError("it must be a number above 0")
}

function from0(text: string): number {
  return /^0(\.0+)?$/.test(text) ? 0 : above0(text)
}

function share(text: string): number {
  const value = above0(text)
  if (value <= 1) return value
  throw new InvalidArgumentError("it must be above 0, and 1 at most")
}

import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readPipelineBench } from "../load/sizing/measured-costs.ts"
import { sizeSite, type SiteDemand } from "../load/sizing/size-site.ts"
import { sizingLines } from "../load/sizing/sizing-text.ts"

export interface SizingOptions {
  readonly callsPerHour: number
  readonly length: number
  readonly retention: number
  readonly utilisation: number
  /** What the bench of the pipeline wrote. */
  readonly from: string
  readonly json: boolean
}

/** Computes the machines for a contact centre from what was measured. @throws ERR_CLI_INPUT_UNREADABLE */
export async function sizingCommand(
  options: SizingOptions,
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  const bench = await readPipelineBench(resolve(folder, options.from))
  const demand: SiteDemand = {
    callsPerHour: options.callsPerHour,
    callSeconds: options.length,
    retentionDays: options.retention,
    utilisation: options.utilisation,
  }
  const sizes = bench.figures.map((figures) => sizeSite(demand, figures))
  if (options.json) {
    const verdict = { schema: "gir.sizing/1", verdict: "held", exitCode: EXIT.held }
    const { at, machine } = bench
    terminal.out(
      JSON.stringify({ ...verdict, demand, measured: { at, machine }, sizes, errors: [] }),
    )
    return EXIT.held
  }
  for (const line of sizingLines({ bench, demand, sizes })) terminal.out(line)
  return EXIT.held
}

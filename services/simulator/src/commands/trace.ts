import { GirError } from "@gir/errors"
import { join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { stateFolder } from "../installation/state-folder.ts"
import type { Hop } from "../trace/hop.ts"
import { readTraces, type RecordingTrace } from "../trace/read-trace.ts"

/** Shows what every service did for a recording, from the logs: also of an installation that is down. */
export async function traceCommand(
  recordingId: string,
  options: { readonly state: string; readonly json: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { logs } = stateFolder(join(context.folder, options.state))
  const traces = await readTraces(logs, recordingId)
  if (traces.length === 0) {
    throw new GirError("ERR_NOT_FOUND", `no log in ${logs} tells of recording ${recordingId}`, {
      next: "npx gir record prints the ids of what it records",
    })
  }
  const { terminal } = context
  if (options.json) {
    const document = {
      schema: "gir.trace/1",
      verdict: "held",
      exitCode: EXIT.held,
      recordingId,
      traces: traces.map(documentOf),
      errors: [],
    }
    terminal.out(JSON.stringify(document, null, 2))
  } else for (const trace of traces) printTrace(trace, context)
  return EXIT.held
}

function documentOf({ traceId, hops }: RecordingTrace): object {
  return {
    traceId,
    hops: hops.map(({ node, what, outcome, spanId, startMs, durationMs }) => ({
      node,
      what,
      outcome,
      spanId,
      start: new Date(startMs).toISOString(),
      durationMs,
    })),
  }
}

const HEAD = ["After", "Node", "What", "Took", "Outcome"]

function printTrace({ traceId, hops }: RecordingTrace, { terminal }: CommandContext): void {
  const beganMs = hops[0]?.startMs ?? 0
  terminal.out(`trace ${traceId}, began ${new Date(beganMs).toISOString()}`)
  const rows = hops.map((hop) => rowOf(hop, beganMs))
  for (const line of alignColumns([HEAD, ...rows])) terminal.out(`  ${line}`)
}

function rowOf({ startMs, node, what, durationMs, outcome }: Hop, beganMs: number): string[] {
  return [`${Math.round(startMs - beganMs)} ms`, node, what, `${durationMs} ms`, outcome]
}

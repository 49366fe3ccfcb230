import { GirError } from "@gir/errors"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { join } from "node:path"
import { Type } from "typebox"
import type { CommandContext } from "../cli/command-context.ts"
import { errorFacts, type ErrorFacts } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { requireRunning } from "../installation/run-file.ts"
import { readSecret } from "../installation/secrets.ts"
import { stateFolder } from "../installation/state-folder.ts"

const NodeStates = Type.Array(
  Type.Object({
    name: Type.String(),
    service: Type.String(),
    port: Type.Integer(),
    pid: Type.Union([Type.Integer(), Type.Null()]),
    deaths: Type.Integer(),
    state: Type.String(),
  }),
)

/** Shows every node: where it listens, whether it can work, how often it died. */
export async function statusCommand(
  options: { readonly state: string; readonly json: boolean },
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const nodes = await withSupervisor(options.state, context, (http) =>
    http.request({ method: "GET", path: "/nodes", schema: NodeStates }),
  )
  const isHeld = nodes.every((node) => node.state === "ready")
  const exitCode = isHeld ? EXIT.held : EXIT.environment
  if (options.json) {
    const verdict = isHeld ? "held" : "broken"
    const errors = nodes.filter((node) => node.state !== "ready").map(notReady)
    terminal.out(JSON.stringify({ schema: "gir.status/1", verdict, exitCode, nodes, errors }))
    return exitCode
  }
  const rows = nodes.map((node) => [
    terminal.symbol(node.state === "ready" ? "held" : "broken"),
    node.name,
    String(node.port),
    String(node.pid ?? "-"),
    String(node.deaths),
    node.state,
  ])
  for (const line of alignColumns([["", "Node", "Port", "Process", "Deaths", "State"], ...rows])) {
    terminal.out(line)
  }
  return exitCode
}

function notReady({ name, state }: { readonly name: string; readonly state: string }): ErrorFacts {
  return errorFacts(new GirError("ERR_CLI_NODE_NOT_READY", `${name} is not ready: ${state}`))
}

/** Restarts one node, as the guide asks for after a change that is read at start only. */
export async function restartCommand(
  name: string,
  options: { readonly state: string },
  context: CommandContext,
): Promise<ExitCode> {
  await withSupervisor(options.state, context, (http) =>
    http.request({ method: "POST", path: `/nodes/${encodeURIComponent(name)}/restart` }),
  )
  context.terminal.out(`${name} restarted`)
  return EXIT.held
}

async function withSupervisor<T>(
  stateName: string,
  { folder }: CommandContext,
  work: (http: HttpClient) => Promise<T>,
): Promise<T> {
  const run = await requireRunning(stateFolder(join(folder, stateName)))
  const token = await readSecret(run.secrets.serviceTokenFile)
  const http = httpClient({
    baseUrl: `http://127.0.0.1:${run.port}`,
    authorization: () => `Bearer ${token}`,
    timeoutMs: 90_000,
  })
  try {
    return await work(http)
  } finally {
    await http.close()
  }
}

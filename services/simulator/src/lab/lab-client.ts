import { LabBench, LabDone, LabHint, LabReport, LabSolution, LabStatus } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { httpClient } from "@gir/service-kit"
import { join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { requireRunning } from "../installation/run-file.ts"
import { readSecret } from "../installation/secrets.ts"
import { stateFolder } from "../installation/state-folder.ts"

/** The lab that runs in another terminal. */
export interface LabClient {
  status(): Promise<LabStatus>
  start(lab: string, seed?: number): Promise<LabStatus>
  act(actions: readonly string[]): Promise<LabDone>
  check(): Promise<LabReport>
  hint(): Promise<LabHint>
  solve(): Promise<LabSolution>
  reset(): Promise<LabStatus>
}

/** A solution with several restarts. */
const TIMEOUT_MS = 120_000

/** @throws ERR_CLI_NOT_RUNNING, and what the lab answers. */
export async function withLab<T>(
  stateName: string,
  { folder }: Pick<CommandContext, "folder">,
  work: (lab: LabClient) => Promise<T>,
): Promise<T> {
  const run = await requireRunning(stateFolder(join(folder, stateName))).catch(notStarted)
  const token = await readSecret(run.secrets.serviceTokenFile)
  const http = httpClient({
    baseUrl: `http://127.0.0.1:${run.port}`,
    authorization: () => `Bearer ${token}`,
    timeoutMs: TIMEOUT_MS,
  })
  const post = <S extends typeof LabReport | typeof LabHint | typeof LabSolution>(
    path: string,
    schema: S,
  ) => http.request({ method: "POST", path, schema })
  try {
    return await work({
      status: async () => {
        const bench = await http.request({ method: "GET", path: "/lab", schema: LabBench })
        return bench.lab ?? noneOpen(bench)
      },
      start: (lab, seed) =>
        http.request({
          method: "PUT",
          path: "/lab",
          body: { lab, ...(seed === undefined ? {} : { seed }) },
          schema: LabStatus,
        }),
      act: (actions) =>
        http.request({ method: "POST", path: "/lab/actions", body: { actions }, schema: LabDone }),
      check: () => post("/lab/check", LabReport),
      hint: () => post("/lab/hint", LabHint),
      solve: () => post("/lab/solve", LabSolution),
      reset: () => http.request({ method: "POST", path: "/lab/reset", schema: LabStatus }),
    })
  } finally {
    await http.close()
  }
}

function noneOpen({ starting }: LabBench): never {
  const message = starting === null ? "no lab is open" : `${starting} is being made ready`
  throw new GirError("ERR_LAB_BROKEN", message, { next: "npx gir lab start NAME" })
}

function notStarted(error: unknown): never {
  if (!isGirError(error, "ERR_CLI_NOT_RUNNING")) throw error
  throw new GirError("ERR_CLI_NOT_RUNNING", "no lab runs here", { next: "npx gir lab start 1" })
}

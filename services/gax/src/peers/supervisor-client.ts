import {
  LabBench,
  LabHint,
  LabReport,
  LabSolution,
  LabStatus,
  LoadWatch,
  type LabSummary,
  LabSummaryList,
  type NewLab,
  type NewScenarioWalk,
  type ScenarioSummary,
  ScenarioSummaryList,
  ScenarioWalkOrNone,
  type WalkRequest,
} from "@gir/contracts"
import type { HttpClient } from "@gir/service-kit"

/** Whoever runs the processes of the installation, and rehearsals beside it. */
export interface SupervisorClient {
  /** Resolves when the node is ready again. */
  restart(node: string): Promise<void>
  scenarios(): Promise<ScenarioSummary[]>
  walk(): Promise<ScenarioWalkOrNone>
  /** Resolves when the rehearsal has begun to start. @throws ERR_CONFLICT, ERR_NOT_FOUND */
  beginWalk(wanted: NewScenarioWalk): Promise<void>
  /** @throws ERR_CONFLICT while it is at work, ERR_NOT_FOUND without a walk. */
  pressWalk(request: WalkRequest): Promise<void>
  /** Resolves when nothing is left of the rehearsal. @throws ERR_CONFLICT, ERR_NOT_FOUND */
  endWalk(): Promise<void>
  readonly labs: LabsClient
  /** The load that the installation is under. */
  load(): Promise<LoadWatch>
}

/** The lab of this installation. All but the first two throw ERR_LAB_BROKEN when none is open. */
interface LabsClient {
  list(): Promise<LabSummary[]>
  bench(): Promise<LabBench>
  /** @throws ERR_CONFLICT where no lab may be started, ERR_CLI_USAGE for a name that none has. */
  start(wanted: NewLab): Promise<LabStatus>
  check(): Promise<LabReport>
  hint(): Promise<LabHint>
  solve(): Promise<LabSolution>
  reset(): Promise<LabStatus>
}

/** A node stops, hands its jobs over, and starts; a rehearsal ends all of its nodes. */
const RESTART_TIMEOUT_MS = 90_000
/** A solution with several restarts. */
const LAB_TIMEOUT_MS = 120_000

export function supervisorClient(http: HttpClient): SupervisorClient {
  const path = "/scenario-walk"
  return {
    restart: async (node) => {
      await http.request({
        method: "POST",
        path: `/nodes/${node}/restart`,
        timeoutMs: RESTART_TIMEOUT_MS,
      })
    },
    scenarios: () =>
      http.request({ method: "GET", path: "/scenarios", schema: ScenarioSummaryList }),
    walk: () => http.request({ method: "GET", path, schema: ScenarioWalkOrNone }),
    beginWalk: async (body) => {
      await http.request({ method: "POST", path, body })
    },
    pressWalk: async (body) => {
      await http.request({ method: "POST", path: `${path}/commands`, body })
    },
    endWalk: async () => {
      await http.request({ method: "DELETE", path, timeoutMs: RESTART_TIMEOUT_MS })
    },
    labs: labsClient(http),
    load: () => http.request({ method: "GET", path: "/load", schema: LoadWatch }),
  }
}

function labsClient(http: HttpClient): LabsClient {
  const path = "/lab"
  const patient = { method: "POST", timeoutMs: LAB_TIMEOUT_MS } as const
  return {
    list: () => http.request({ method: "GET", path: "/labs", schema: LabSummaryList }),
    bench: () => http.request({ method: "GET", path, schema: LabBench }),
    start: (body) => http.request({ ...patient, method: "PUT", path, body, schema: LabStatus }),
    check: () => http.request({ ...patient, path: `${path}/check`, schema: LabReport }),
    hint: () => http.request({ ...patient, path: `${path}/hint`, schema: LabHint }),
    solve: () => http.request({ ...patient, path: `${path}/solve`, schema: LabSolution }),
    reset: () => http.request({ ...patient, path: `${path}/reset`, schema: LabStatus }),
  }
}

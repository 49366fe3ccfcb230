import type { LabBench, LabStatus } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import { join } from "node:path"
import type { SimulatorConfig } from "../config.ts"
import { urlOf } from "../installation/node-environment.ts"
import { freePorts } from "../installation/ports.ts"
import { removeRunFile, writeRunFile } from "../installation/run-file.ts"
import { prepareUsers } from "../installation/secrets.ts"
import { prepareStateFolder, stateFolder } from "../installation/state-folder.ts"
import { findLab } from "../lab/find-lab.ts"
import { openLabAddress } from "../lab/lab-address.ts"
import { openDesk } from "../lab/lab-desk.ts"
import type { KeyPool } from "../scenario/world/key-pool.ts"
import { openStage } from "../scenario/world/open-stage.ts"
import type { Stage } from "../scenario/world/stage.ts"
import { seatCode } from "./seat-code.ts"

/** One student's installation. */
export interface Seat {
  /** `student-1`. */
  readonly name: string
  /** Of the console. */
  readonly address: string
  /** Password of the user `default` there, and nowhere else. */
  readonly code: string
  readonly stateRoot: string
  bench(): LabBench
  /** @throws ERR_CONFLICT, ERR_CLI_USAGE for a lab that there is not. */
  start(lab: string): Promise<LabStatus>
  /** The next hint for the task that the student is at. @throws ERR_LAB_BROKEN */
  hint(): Promise<void>
  /** Back to the start of the lab. @throws ERR_LAB_BROKEN */
  reset(): Promise<void>
  close(): Promise<void>
}

export interface SeatOptions {
  readonly name: string
  readonly config: SimulatorConfig
  readonly databaseUrl: string
  /** Its own; what lies there is gone at the end. */
  readonly folder: string
  readonly keys: KeyPool
  /** What browsers reach it by; loopback when absent. */
  readonly browserHost?: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Starts an installation in one process of its own, ready for labs. */
export async function openSeat(options: SeatOptions): Promise<Seat> {
  const { config, keys, signal, databaseUrl, browserHost } = options
  const state = stateFolder(options.folder)
  const code = seatCode()
  await prepareStateFolder(state, [])
  await prepareUsers(state, code)
  const [port = 0] = await freePorts(1)
  const { stage, close } = await openStage({
    config: { ...config, processes: "one" },
    envelopeProfile: "classic",
    keys,
    signal,
    state,
    controlPort: port,
    databaseUrl,
    ...(browserHost === undefined ? {} : { browserHost }),
  })
  try {
    return await takeSeat({ ...options, stage, port, code, closeStage: close })
  } catch (error) {
    await close()
    throw error
  }
}

interface TakenSeat extends SeatOptions {
  readonly stage: Stage
  /** Where `gir lab` and the console reach the seat's desk. */
  readonly port: number
  readonly code: string
  readonly closeStage: () => Promise<void>
}

async function takeSeat(taken: TakenSeat): Promise<Seat> {
  const { name, stage, port, code, clock, closeStage } = taken
  const { state } = stage.installation
  const desk = openDesk({ stage, clock, files: join(state.root, "files") })
  const control = await openLabAddress({ stage, desk, port, folder: state.root, clock })
  const { nodes, secrets } = stage.installation
  await writeRunFile(state, { port, nodes, secrets, ivrProfileDbid: 0 })
  return {
    name,
    address: urlOf(nodes, "gax"),
    code,
    stateRoot: state.root,
    bench: () => desk.bench(),
    start: async (lab) => (await desk.start(await findLab(lab, state.root))).status(),
    hint: async () => void (await desk.current().hint()),
    reset: () => desk.current().reset(),
    close: async () => {
      await removeRunFile(state)
      await control.close()
      await desk.close()
      await closeStage()
    },
  }
}

import { configReader, type Environment } from "../config-reader.ts"

/** How this process may be deceived about time and luck. */
export interface SimulationConfig {
  /** GIR_SIM: `off` is full speed, with the machine's clock and without a fault. */
  readonly isOn: boolean
  /** GIR_SIM_PORT: where clock and faults are set, on loopback; null: nowhere. */
  readonly port: number | null
  /** GIR_SIM_SEED: decides which subjects a fault strikes. */
  readonly seed: number
  /** Who may set them; null when nobody can. */
  readonly serviceToken: string | null
  /** Where the conditions outlive the process; null: they do not. */
  readonly nodeRoot: string | null
}

const DEFAULT_SEED = 20_260_101

/** @throws ERR_CONFIG_INVALID */
export function readSimulationConfig(env: Environment): SimulationConfig {
  const reader = configReader(env)
  const isOn = reader.choice("GIR_SIM", ["on", "off"], "on") === "on"
  const hasPort = isOn && reader.optionalText("GIR_SIM_PORT") !== null
  const config = {
    isOn,
    port: hasPort ? reader.integer("GIR_SIM_PORT", { max: 65_535 }) : null,
    seed: reader.integer("GIR_SIM_SEED", { default: DEFAULT_SEED }),
    serviceToken: hasPort ? reader.secretFile("GIR_SERVICE_TOKEN") : null,
    nodeRoot: reader.optionalText("GIR_NODE_ROOT"),
  }
  reader.done()
  return config
}

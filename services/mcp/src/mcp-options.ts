import type { ApplicationObject, RestartOption } from "@gir/contracts"

const CA_FILE = { section: "mpc", option: "mediamgr.CA_file" } as const

/** The options of the MCP's application object that this node works by. */
export interface McpOptions {
  /** `[mpc] mediamgr.CA_file`: the CA file of every profile that names none itself. */
  readonly caFilePath: string | null
}

/** Holds the options as they were read at start, next to what is configured now. */
export interface McpOptionsHolder {
  /** The first call sets the effective values; later ones only what is configured. */
  observe(application: ApplicationObject | null): void
  effective(): McpOptions
  restartOptions(): readonly RestartOption[]
}

/** Seed: "Restart all the MCP instances": a changed option changes nothing until then. */
export function mcpOptionsHolder(): McpOptionsHolder {
  let effective: McpOptions | null = null
  let configured: McpOptions = { caFilePath: null }
  return {
    observe: (application) => {
      configured = readMcpOptions(application)
      effective ??= configured
    },
    effective: () => effective ?? configured,
    restartOptions: () => {
      const inForce = effective ?? configured
      return [
        {
          ...CA_FILE,
          configured: configured.caFilePath,
          effective: inForce.caFilePath,
          isRestartPending: configured.caFilePath !== inForce.caFilePath,
        },
      ]
    },
  }
}

/** An MCP without an application object works with no option set. */
function readMcpOptions(application: ApplicationObject | null): McpOptions {
  const path = application?.options[CA_FILE.section]?.[CA_FILE.option]?.trim() ?? ""
  return { caFilePath: path === "" ? null : path }
}

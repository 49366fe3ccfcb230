import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import {
  commonConfig,
  configReader,
  type CommonConfig,
  type ConfigReader,
  type Environment,
} from "@gir/service-kit"
import type { WeakSignaturePolicy } from "@gir/x509"

const SESSION_IDLE_MS = 1_800_000
/** Where `vite build` puts the pages. */
const BUILT_CONSOLE = fileURLToPath(new URL("../../console/dist/web", import.meta.url))
const NODE_ENTRY = /^([a-z][a-z0-9-]{0,63})=(https?:\/\/\S+)$/

/** One process of the installation, for the System screen. */
export interface NodeAddress {
  readonly name: string
  readonly url: string
}

/** Settings of Genesys Administrator Extension. */
export type GaxConfig = CommonConfig<"configServerUrl" | "databaseUrl" | "rcsUrl" | "rwsUrl"> & {
  /** GIR_GAX_CONTACT_CENTER_ID: whose screen recording certificates are assigned; hexadecimal. */
  readonly contactCenterId: string
  /** GIR_GAX_SESSION_IDLE_MS: a session that nobody uses for so long ends. */
  readonly sessionIdleMs: number
  /** GIR_GAX_CONSOLE_FOLDER: the built console; default: where its build puts it. */
  readonly consoleFolder: string
  /** GIR_WEAK_SIGNATURE [assumed]: `warn` lets a certificate pass that was signed with SHA-1. */
  readonly weakSignature: WeakSignaturePolicy
  /** GIR_GAX_NODES: `mcp-1=http://127.0.0.1:8710,...`; default: the services that GAX works with. */
  readonly nodes: readonly NodeAddress[]
  /** GIR_GAX_SIM_NODES: management ports, in the same form; default: faults are not shown. */
  readonly simNodes: readonly NodeAddress[]
  /** GIR_GAX_SUPERVISOR_URL: who restarts processes; null: nobody does for GAX. */
  readonly supervisorUrl: string | null
}

/** @throws ERR_CONFIG_INVALID with every problem of the environment. */
export function readGaxConfig(env: Environment): GaxConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "gax", ["configServerUrl", "databaseUrl", "rcsUrl", "rwsUrl"])
  const contactCenterId = reader.text("GIR_GAX_CONTACT_CENTER_ID", DEFAULT_CONTACT_CENTER_ID)
  if (!/^[0-9a-f-]{1,36}$/i.test(contactCenterId)) {
    reader.problem("GIR_GAX_CONTACT_CENTER_ID must be hexadecimal")
  }
  const sessionIdleMs = reader.integer("GIR_GAX_SESSION_IDLE_MS", {
    default: SESSION_IDLE_MS,
    min: 1_000,
  })
  const weakSignature = reader.choice("GIR_WEAK_SIGNATURE", ["refuse", "warn"], "refuse")
  const folder = reader.optionalText("GIR_GAX_CONSOLE_FOLDER")
  const supervisorUrl = reader.optionalUrl("GIR_GAX_SUPERVISOR_URL")
  const simNodes = readNodes(reader, "GIR_GAX_SIM_NODES") ?? []
  const nodes = readNodes(reader, "GIR_GAX_NODES") ?? [
    { name: "config-server", url: common.configServerUrl },
    { name: "rws", url: common.rwsUrl },
    { name: "rcs", url: common.rcsUrl },
  ]
  reader.done()
  return {
    ...common,
    contactCenterId,
    sessionIdleMs,
    weakSignature,
    consoleFolder: resolve(folder ?? BUILT_CONSOLE),
    nodes,
    simNodes,
    supervisorUrl,
  }
}

function readNodes(reader: ConfigReader, variable: string): NodeAddress[] | null {
  const text = reader.optionalText(variable)
  if (text === null) return null
  return text.split(",").flatMap((entry) => {
    const [, name, url] = NODE_ENTRY.exec(entry.trim()) ?? []
    if (name !== undefined && url !== undefined && URL.canParse(url)) return [{ name, url }]
    reader.problem(`${variable} must be a list such as mcp-1=http://127.0.0.1:8710,rws=http://…`)
    return []
  })
}

import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import { commonConfig, configReader, type CommonConfig, type Environment } from "@gir/service-kit"

const SESSION_IDLE_MS = 1_800_000

/** Settings of Genesys Administrator Extension. */
export type GaxConfig = CommonConfig<"configServerUrl" | "rcsUrl" | "rwsUrl"> & {
  /** GIR_GAX_CONTACT_CENTER_ID: whose screen recording certificates are assigned; hexadecimal. */
  readonly contactCenterId: string
  /** GIR_GAX_SESSION_IDLE_MS: a session that nobody uses for so long ends. */
  readonly sessionIdleMs: number
}

/** @throws ERR_CONFIG_INVALID with every problem of the environment. */
export function readGaxConfig(env: Environment): GaxConfig {
  const reader = configReader(env)
  const common = commonConfig(reader, "gax", ["configServerUrl", "rcsUrl", "rwsUrl"])
  const contactCenterId = reader.text("GIR_GAX_CONTACT_CENTER_ID", DEFAULT_CONTACT_CENTER_ID)
  if (!/^[0-9a-f-]{1,36}$/i.test(contactCenterId)) {
    reader.problem("GIR_GAX_CONTACT_CENTER_ID must be hexadecimal")
  }
  const sessionIdleMs = reader.integer("GIR_GAX_SESSION_IDLE_MS", {
    default: SESSION_IDLE_MS,
    min: 1_000,
  })
  reader.done()
  return { ...common, contactCenterId, sessionIdleMs }
}

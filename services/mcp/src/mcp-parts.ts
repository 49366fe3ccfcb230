import { machinePacer } from "@gir/media"
import type { Jobs } from "@gir/queue"
import type { ServiceContext } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import type { WeakSignaturePolicy } from "@gir/x509"
import { caFileReader, type CaFileOf } from "./ca-file.ts"
import { callsInProgress } from "./calls-in-progress.ts"
import { audioCapture } from "./capture-audio.ts"
import type { ChainPath } from "./chain-judge.ts"
import { ConfigFollower } from "./config-follower.ts"
import type { ConfigSource } from "./config-source.ts"
import { handOver } from "./hand-over.ts"
import { mcpOptionsHolder, type McpOptionsHolder } from "./mcp-options.ts"
import { profilePinner } from "./pin-profile.ts"
import { profileStore, type ProfileStore } from "./profile-store.ts"
import { recipientSelector } from "./recipient-selector.ts"
import type { RecordCallDeps } from "./record-call.ts"
import { callStore } from "./store-call.ts"
import { writeLateness, type WriteLateness } from "./write-lateness.ts"

export interface McpPartsOptions {
  readonly context: ServiceContext
  readonly jobs: Jobs
  readonly storage: StorageDestination
  readonly storageUri: string
  readonly source: ConfigSource
  readonly nodeRoot: string
  readonly bundleOrder: "strict" | "warn"
  readonly weakSignature: WeakSignaturePolicy
  readonly chainPath: ChainPath
}

export interface McpParts {
  readonly follower: ConfigFollower
  readonly profiles: ProfileStore
  readonly mcpOptions: McpOptionsHolder
  readonly caFileOf: CaFileOf
  /** How late the blocks of live calls are written. */
  readonly lateness: WriteLateness
  readonly recordCallDeps: RecordCallDeps
}

/** Puts the rooms of the MCP together; opens nothing and starts nothing. */
export function mcpParts(options: McpPartsOptions): McpParts {
  const {
    context,
    jobs,
    storage,
    storageUri,
    source,
    nodeRoot,
    bundleOrder,
    weakSignature,
    chainPath,
  } = options
  const { name, clock, faults, logger } = context
  const profiles = profileStore(source)
  const lateness = writeLateness(() => machinePacer.nowMs())
  const mcpOptions = mcpOptionsHolder()
  const follower = new ConfigFollower({
    source,
    profiles,
    mcpOptions,
    clock,
    logger,
    nodeName: name,
  })
  const defaultPath = (): string | null => mcpOptions.effective().caFilePath
  const caFileOf = caFileReader({ nodeRoot, defaultPath, bundleOrder, logger })
  return {
    follower,
    profiles,
    mcpOptions,
    caFileOf,
    lateness,
    recordCallDeps: {
      node: name,
      clock,
      pinProfile: profilePinner({ follower, profiles, storageUri }),
      selectRecipients: recipientSelector({
        caFileOf,
        weakSignature,
        chainPath,
        node: name,
        clock,
        logger,
      }),
      captureAudio: audioCapture({ nodeRoot, logger }),
      storeCall: callStore(storage, lateness),
      handOver: handOver({ jobs, storage, faults, logger }),
      calls: callsInProgress(),
    },
  }
}

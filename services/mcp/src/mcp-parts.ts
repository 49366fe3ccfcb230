import type { Jobs } from "@gir/queue"
import type { ServiceContext } from "@gir/service-kit"
import type { StorageDestination } from "@gir/storage"
import { caFileReader } from "./ca-file.ts"
import { audioCapture } from "./capture-audio.ts"
import { ConfigFollower } from "./config-follower.ts"
import type { ConfigSource } from "./config-source.ts"
import { handOver } from "./hand-over.ts"
import { mcpOptionsHolder, type McpOptionsHolder } from "./mcp-options.ts"
import { profilePinner } from "./pin-profile.ts"
import { profileStore, type ProfileStore } from "./profile-store.ts"
import { recipientSelector } from "./recipient-selector.ts"
import type { RecordCallDeps } from "./record-call.ts"
import { callStore } from "./store-call.ts"

export interface McpPartsOptions {
  readonly context: ServiceContext
  readonly jobs: Jobs
  readonly storage: StorageDestination
  readonly storageUri: string
  readonly source: ConfigSource
  readonly nodeRoot: string
  readonly bundleOrder: "strict" | "warn"
}

export interface McpParts {
  readonly follower: ConfigFollower
  readonly profiles: ProfileStore
  readonly mcpOptions: McpOptionsHolder
  readonly recordCallDeps: RecordCallDeps
}

/** Puts the rooms of the MCP together; opens nothing and starts nothing. */
export function mcpParts(options: McpPartsOptions): McpParts {
  const { context, jobs, storage, storageUri, source, nodeRoot, bundleOrder } = options
  const { name, clock, logger } = context
  const profiles = profileStore(source)
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
    recordCallDeps: {
      node: name,
      clock,
      pinProfile: profilePinner({ follower, profiles, storageUri }),
      selectRecipients: recipientSelector({ caFileOf, logger }),
      captureAudio: audioCapture({ nodeRoot, logger }),
      storeCall: callStore(storage),
      handOver: handOver({ jobs, storage, logger }),
    },
  }
}

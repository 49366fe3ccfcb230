import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { openMemoryJobs, type Jobs } from "@gir/queue"
import { manualClock, noFaults } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import { mcpParts, type McpParts } from "../src/mcp-parts.ts"
import { memoryConfigSource, type MemoryConfigSource } from "./memory-config-source.ts"
import { NOW } from "./pki.ts"
import { recordingLogger, type RecordingLogger } from "./recording-logger.ts"

export const CA_FILE = "/genesys/mcp/certificates/Environment/ca.pem"

/** What stands around a recorder in a test: a node root with a CA file, a storage, a queue. */
export interface McpWorld {
  readonly base: string
  readonly nodeRoot: string
  /** Folder of the Storage Destination. */
  readonly store: string
  readonly storage: StorageDestination
  readonly jobs: Jobs
  readonly source: MemoryConfigSource
  readonly logger: RecordingLogger
  readonly assemble: (over?: {
    readonly jobs?: Jobs
    readonly storage?: StorageDestination
  }) => McpParts
  remove(): Promise<void>
}

/** @param bundle PEM of the CA file of the tenant Environment. */
export async function openMcpWorld(bundle: string): Promise<McpWorld> {
  const base = await mkdtemp(join(tmpdir(), "gir-mcp-"))
  const [store, nodeRoot] = [join(base, "store"), join(base, "node")]
  await mkdir(store)
  await mkdir(join(nodeRoot, "genesys/mcp/certificates/Environment"), { recursive: true })
  await writeFile(join(nodeRoot, CA_FILE), bundle)
  const storageUri = pathToFileURL(store).href
  const storage = openStorageDestination(storageUri)
  const jobs = openMemoryJobs()
  const source = memoryConfigSource()
  const logger = recordingLogger()
  return {
    base,
    nodeRoot,
    store,
    storage,
    jobs,
    source,
    logger,
    assemble: (over = {}) =>
      mcpParts({
        context: { name: "mcp-1", clock: manualClock(NOW), faults: noFaults, logger },
        jobs,
        storage,
        storageUri,
        source,
        nodeRoot,
        bundleOrder: "strict",
        weakSignature: "refuse",
        chainPath: "first",
        ...over,
      }),
    remove: async () => {
      await jobs.close()
      await rm(base, { recursive: true })
    },
  }
}

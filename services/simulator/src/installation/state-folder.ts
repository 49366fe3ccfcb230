import { mkdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"

/** Where an installation keeps everything: one folder, nothing outside it. */
export interface StateFolder {
  readonly root: string
  readonly postgres: string
  /** Of a Redis of the installation's own. */
  readonly redis: string
  readonly secrets: string
  readonly storage: string
  /** `file:` address of the Storage Destination. */
  readonly storageDestination: string
  readonly logs: string
  readonly pki: string
  /** Which processes run, for `gir status`, `gir down` and the commands that talk to them. */
  readonly runFile: string
  /** The folder in which a node's guide paths are resolved. */
  nodeRoot(node: string): string
}

const PRIVATE_FOLDER = 0o700

export function stateFolder(root: string): StateFolder {
  const base = resolve(root)
  const storage = join(base, "storage")
  return {
    root: base,
    postgres: join(base, "postgres"),
    redis: join(base, "redis"),
    secrets: join(base, "secrets"),
    storage,
    storageDestination: pathToFileURL(storage).href,
    logs: join(base, "logs"),
    pki: join(base, "pki"),
    runFile: join(base, "run.json"),
    nodeRoot: (node) => join(base, "nodes", node),
  }
}

/** Makes the folders that every part expects to be there. */
export async function prepareStateFolder(
  state: StateFolder,
  nodes: readonly string[],
): Promise<void> {
  await mkdir(state.root, { recursive: true, mode: PRIVATE_FOLDER })
  const folders = [
    state.secrets,
    state.storage,
    state.logs,
    state.pki,
    ...nodes.map((node) => state.nodeRoot(node)),
  ]
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
}

/** Forgets an installation that is not running: a demo begins from nothing. */
export async function wipeStateFolder(state: StateFolder): Promise<void> {
  await rm(state.root, { recursive: true, force: true, maxRetries: 3 })
}

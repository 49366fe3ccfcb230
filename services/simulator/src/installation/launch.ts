import type { Node } from "./service-table.ts"

/** What a node is started with. */
export interface LaunchOrder {
  readonly node: Node
  readonly environment: NodeJS.ProcessEnv
  readonly logFile: string
}

/** A node that was started. */
export interface Launched {
  /** Undefined when it could not be started at all. */
  readonly pid: number | undefined
  /** Ends it in good order; after `graceMs` by force. Resolves when it is gone. */
  end(graceMs: number): Promise<void>
}

/** Starts a node; `onGone` is called once, however it ends. */
export type Launch = (order: LaunchOrder, onGone: () => void) => Launched

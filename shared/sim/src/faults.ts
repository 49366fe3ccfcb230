import type { AttributesOf, FaultName } from "./fault-table.ts"

/** A fault that strikes: its attributes, and a number from 0 to 1 that says where. */
export type Strike<N extends FaultName> = AttributesOf<N> & { readonly where: number }

/** What production code asks, at one line per fault point. */
export interface Faults {
  /**
   * Does this fault strike this subject? The answer is the same for the same seed, in whatever order
   * and in whatever process it is asked.
   *
   * @param subject what the fault's file says, such as a media id: never a secret, and nothing that
   * is another one in the next run.
   * @returns null when not.
   */
  fires<N extends FaultName>(name: N, subject: string): Strike<N> | null
}

/** Full speed: nothing ever fails on purpose. */
export const noFaults: Faults = { fires: () => null }

/**
 * Ends this process as `kill -9` does, when the fault strikes. The history has it by then.
 *
 * @param end in place of the kill, for tests.
 */
export function crashIfStruck(
  faults: Faults,
  { name, subject }: { readonly name: FaultName; readonly subject: string },
  end: () => void = () => process.kill(process.pid, "SIGKILL"),
): void {
  if (faults.fires(name, subject) !== null) end()
}

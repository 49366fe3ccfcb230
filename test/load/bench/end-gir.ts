import type { RunningGir } from "../../harness/run-gir.ts"

/** Asks a `gir` command to end, and waits until it has ended what it started. */
export async function endGir(gir: RunningGir): Promise<void> {
  gir.kill("SIGINT")
  await gir.ended
}

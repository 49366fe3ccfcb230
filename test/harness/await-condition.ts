import { setTimeout as wait } from "node:timers/promises"

const POLL_MS = 50
const DEFAULT_TIMEOUT_MS = 60_000

/**
 * Waits until `look` finds what it looks for.
 *
 * @param what names the condition in the error, for whoever reads a red test.
 * @returns what `look` returned, when that is neither false nor null nor undefined.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  options: { readonly timeoutMs?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) {
      return found as Exclude<T, false | null | undefined>
    }
    if (performance.now() > deadlineMs) throw new Error(`after ${timeoutMs} ms still not: ${what}`)
    await wait(POLL_MS)
  }
}

import type { KeystoreLock } from "../src/keystore.ts"

/** Stands in for the database's lock: work waits for the work before it, whoever asks. */
export function mutex(): KeystoreLock {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work, work)
    last = result.catch(() => {})
    return result
  }
}

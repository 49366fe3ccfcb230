import { execFile } from "node:child_process"

/** What `openssl verify` says: `OK`, or its error in its own words. */
export type OpensslAnswer = { readonly isAccepted: boolean; readonly words: string }

export interface OpensslQuestion {
  readonly certificatePath: string
  readonly caPath: string
  readonly at: Date
}

const PATIENCE_MS = 10_000

/**
 * Asks the openssl of this machine about a certificate and a CA file. Both are only named to it:
 * nothing is copied.
 *
 * @returns `null` when there is no openssl, or it does not answer in time.
 */
export function askOpenssl(question: OpensslQuestion): Promise<OpensslAnswer | null> {
  const { certificatePath, caPath, at } = question
  const seconds = String(Math.floor(at.getTime() / 1_000))
  const args = ["verify", "-attime", seconds, "-CAfile", caPath, certificatePath]
  return new Promise((resolve) => {
    execFile("openssl", args, { timeout: PATIENCE_MS }, (error, stdout, stderr) => {
      if (error === null) resolve({ isAccepted: true, words: "OK" })
      // A number is an exit code; a text is why the program was not run.
      else if (typeof error.code !== "number") resolve(null)
      else resolve({ isAccepted: false, words: reasonIn(stdout + stderr) })
    })
  })
}

function reasonIn(output: string): string {
  const [, number, depth, words] = /error (\d+) at (\d+) depth lookup: (.+)/.exec(output) ?? []
  if (words !== undefined) return `error ${number} at depth ${depth}: ${words}`
  return /loading file/i.test(output) ? "cannot load a file" : "refused"
}

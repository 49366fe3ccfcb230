import { GirError } from "@gir/errors"
import { errorBlock } from "./error-block.ts"
import { EXIT } from "./exit-codes.ts"

/**
 * Waits for a command's exit code. When nothing is left that could ever bring it, as with a stream
 * that nobody reads to its end, Node would exit with 13 and without a word: then the failure is told
 * instead, and the process exits with 1.
 */
export async function refuseSilentEnd(run: Promise<number>): Promise<number> {
  const tell = (): void => {
    const message = "the command stopped before its end: nothing is left that it could wait for"
    process.stderr.write(`${errorBlock(new GirError("ERR_INTERNAL", message))}\n`)
    process.exit(EXIT.broken)
  }
  process.once("beforeExit", tell)
  try {
    return await run
  } finally {
    process.off("beforeExit", tell)
  }
}

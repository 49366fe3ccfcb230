import { GirError, toGirError } from "@gir/errors"
import type { MuxRun } from "./mux-run.ts"

/** A part that is really damaged fails this often before it is believed. */
const TRIES_BEFORE_BELIEVED = 3

export interface ExplainOptions {
  readonly run: MuxRun
  /** Asks RCS again whether both parts play. */
  readonly reopen: () => Promise<unknown>
}

/**
 * To ffmpeg a stream that broke off looks like a damaged file. So RCS is asked again, which names a
 * key that was just deleted, or turns out to be away; if it still plays both parts, only a repeat
 * can tell a break from damage.
 *
 * @returns the error to throw; never throws itself.
 */
export async function explainMuxFailure(
  error: unknown,
  { run, reopen }: ExplainOptions,
): Promise<GirError> {
  if (run.signal.aborted) return interrupted("the mux was given up", error)
  const failure = toGirError(error)
  if (!failure.code.startsWith("ERR_MEDIA_")) return failure
  try {
    await reopen()
  } catch (reason) {
    return toGirError(reason)
  }
  if (failure.retryable || run.attempt >= TRIES_BEFORE_BELIEVED) return failure
  return interrupted(failure.message, error)
}

function interrupted(message: string, cause: unknown): GirError {
  return new GirError("ERR_MUX_INTERRUPTED", message, { cause })
}

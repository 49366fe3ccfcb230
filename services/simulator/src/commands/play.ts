import { mediaIdOf, type MediaKind } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { fingerprintTap } from "@gir/media"
import { isDeepStrictEqual } from "node:util"
import { pipeline } from "node:stream/promises"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { withConnection } from "../installation/connect.ts"

export interface PlayCommandOptions {
  readonly state: string
  readonly part: MediaKind
  /** Where the clear media goes: a pipe. It is never written to a file by gir. */
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/**
 * Plays one media file through RCS to standard output, and says on standard error whether it is
 * what was recorded.
 */
export async function playCommand(
  recordingId: string,
  options: PlayCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.output.isTTY === true) {
    throw new GirError("ERR_CLI_USAGE", "media does not belong on a terminal", {
      next: `npx gir play ${recordingId} | ffplay -  or  > call.wav`,
    })
  }
  const mediaId = mediaIdOf(recordingId, options.part)
  return withConnection(options.state, context, async ({ peers }) => {
    const recording = await peers.webServices.recording(recordingId)
    const receipt = recording.mediaFiles.find((file) => file.mediaId === mediaId)?.receipt
    if (receipt === undefined) {
      throw new GirError("ERR_NOT_FOUND", `the recording has no ${options.part}`, {
        where: mediaId,
      })
    }
    const tap = fingerprintTap(receipt.type)
    await pipeline(await peers.cryptoServer.play(mediaId), tap, options.output, { end: false })
    const plays = isDeepStrictEqual(tap.fingerprint(), receipt.fingerprint)
    const { terminal } = context
    terminal.err(
      `${terminal.symbol(plays ? "plays" : "fails")} ${mediaId} ${receipt.fingerprint.sha256}`,
    )
    return plays ? EXIT.held : EXIT.broken
  })
}

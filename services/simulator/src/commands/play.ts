import { mediaIdOf, type MediaKind, type MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { fingerprintTap, type FingerprintTap } from "@gir/media"
import { isDeepStrictEqual } from "node:util"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { openOutput, type OutputStream } from "../envelope/output-file.ts"
import { withConnection, type Connection } from "../installation/connect.ts"

export interface PlayCommandOptions {
  readonly state: string
  readonly part: MediaKind
  /** A path, or `-` for standard output. A file is this person's own: mode 0600, never overwritten. */
  readonly out: string
  readonly output: OutputStream
}

/**
 * Plays one media file through RCS, and says on standard error whether it is what was recorded. A
 * file takes its name only when it is.
 *
 * @throws ERR_NOT_FOUND, ERR_CLI_PLAYBACK_DIFFERS, and what RCS answers instead of media.
 */
export async function playCommand(
  recordingId: string,
  options: PlayCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, signal, folder } = context
  const mediaId = mediaIdOf(recordingId, options.part)
  const output = await openOutput({
    ...options,
    path: options.out,
    folder,
    isText: false,
    force: false,
  })
  return withConnection(options.state, context, async (connection) => {
    const receipt = await findReceipt(recordingId, mediaId, connection)
    const tap = fingerprintTap(receipt.type)
    const media = await connection.peers.cryptoServer.play(mediaId)
    const beforeNaming = async (): Promise<void> => assertSame(tap, receipt)
    await output.write({ stages: [media, tap], signal, beforeNaming })
    terminal.err(`${terminal.symbol("plays")} ${mediaId} ${receipt.fingerprint.sha256}`)
    return EXIT.held
  })
}

async function findReceipt(
  recordingId: string,
  mediaId: string,
  { peers }: Connection,
): Promise<MediaReceipt> {
  const recording = await peers.webServices.recording(recordingId)
  const receipt = recording.mediaFiles.find((file) => file.mediaId === mediaId)?.receipt
  if (receipt !== undefined) return receipt
  throw new GirError("ERR_NOT_FOUND", "the recording has no such part", { where: mediaId })
}

function assertSame(tap: FingerprintTap, receipt: MediaReceipt): void {
  if (isDeepStrictEqual(tap.fingerprint(), receipt.fingerprint)) return
  throw new GirError("ERR_CLI_PLAYBACK_DIFFERS", "the playback is not what was recorded", {
    where: receipt.mediaId,
  })
}

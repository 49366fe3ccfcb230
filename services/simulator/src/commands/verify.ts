import type { MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { randomBytes } from "node:crypto"
import type { CommandContext } from "../cli/command-context.ts"
import { errorFacts, type ErrorFacts } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { withConnection, type Connection } from "../installation/connect.ts"
import { eachOf } from "../playback/each-of.ts"
import { playbackOracle, type Playback } from "../playback/oracle.ts"

export interface VerifyCommandOptions {
  readonly state: string
  readonly json: boolean
}

interface Verified {
  readonly receipt: MediaReceipt
  readonly playback: Playback
}

const AT_ONCE = 32

/** Proves by decryption which recordings play: those that are named, or all of them. */
export async function verifyCommand(
  recordingIds: readonly string[],
  options: VerifyCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const verified = await withConnection(options.state, context, async (connection) => {
    const receipts = await receiptsOf(recordingIds, connection)
    const oracle = playbackOracle(connection.jobs, randomBytes(8).toString("hex"))
    return eachOf(receipts, AT_ONCE, async (receipt) => ({
      receipt,
      playback: await oracle.play(receipt.mediaId, receipt.fingerprint),
    }))
  })
  const failing = verified.filter((one) => one.playback.status === "fails").length
  const exitCode = failing === 0 ? EXIT.held : EXIT.broken
  if (options.json) context.terminal.out(JSON.stringify(documentOf(verified, exitCode), null, 2))
  else print(verified, context)
  return exitCode
}

async function receiptsOf(
  recordingIds: readonly string[],
  { peers }: Connection,
): Promise<MediaReceipt[]> {
  const receipts: MediaReceipt[] = []
  if (recordingIds.length === 0) {
    for await (const recording of peers.webServices.recordings()) {
      receipts.push(...recording.mediaFiles.map((file) => file.receipt))
    }
  }
  for (const id of recordingIds) {
    const { mediaFiles } = await peers.webServices.recording(id)
    receipts.push(...mediaFiles.map((file) => file.receipt))
  }
  return receipts
}

function documentOf(verified: readonly Verified[], exitCode: ExitCode): object {
  const plays = verified.filter((one) => one.playback.status === "plays").length
  return {
    schema: "gir.verify/1",
    verdict: exitCode === 0 ? "held" : "broken",
    exitCode,
    counts: { mediaFiles: verified.length, plays, fails: verified.length - plays },
    mediaFiles: verified.map(({ receipt, playback }) => ({
      mediaId: receipt.mediaId,
      fingerprintBefore: receipt.fingerprint,
      ...playback,
    })),
    errors: verified.flatMap(failureOf),
  }
}

function failureOf({ receipt, playback }: Verified): ErrorFacts[] {
  if (playback.status === "plays") return []
  const { code, message } = playback
  return [errorFacts(new GirError(code, message, { where: receipt.mediaId }))]
}

function print(verified: readonly Verified[], { terminal }: CommandContext): void {
  const rows = verified.map(({ receipt, playback }) => [
    terminal.symbol(playback.status),
    receipt.mediaId,
    playback.status === "plays"
      ? `opened by ${playback.openedBy ?? "nobody: clear"}`
      : playback.code,
  ])
  for (const line of alignColumns(rows)) terminal.out(line)
  const plays = verified.filter((one) => one.playback.status === "plays").length
  terminal.out(`${plays} of ${verified.length} play`)
}

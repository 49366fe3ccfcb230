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
import { pagesOf } from "../playback/pages-of.ts"

export interface VerifyCommandOptions {
  readonly state: string
  /** Says in words what naming no recording means. */
  readonly all: boolean
  readonly json: boolean
}

interface Verified {
  readonly receipt: MediaReceipt
  readonly playback: Playback
}

const AT_ONCE = 32
/** Media files whose lines are printed together, while the next ones are played. */
const PAGE = 100

/** Proves by decryption which recordings play: those that are named, or all of them. */
export async function verifyCommand(
  recordingIds: readonly string[],
  options: VerifyCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.all && recordingIds.length > 0) {
    const message = "--all stands for every recording, so that none may be named beside it"
    throw new GirError("ERR_CLI_USAGE", message, { next: "npx gir verify --help" })
  }
  const verified: Verified[] = []
  await withConnection(options.state, context, async (connection) => {
    const oracle = playbackOracle(connection.jobs, randomBytes(8).toString("hex"))
    for await (const page of pagesOf(receiptsOf(recordingIds, connection), PAGE)) {
      context.signal.throwIfAborted()
      const played = await eachOf(page, AT_ONCE, async (receipt) => ({
        receipt,
        playback: await oracle.play(receipt.mediaId, receipt.fingerprint),
      }))
      verified.push(...played)
      if (!options.json) printPage(played, context)
    }
  })
  const exitCode = verified.some(fails) ? EXIT.broken : EXIT.held
  if (options.json) context.terminal.out(JSON.stringify(documentOf(verified, exitCode), null, 2))
  else printSummary(verified, context)
  return exitCode
}

function fails({ playback }: Verified): boolean {
  return playback.status === "fails"
}

/** The media files of the named recordings, or of all, as RWS gives them out page by page. */
async function* receiptsOf(
  recordingIds: readonly string[],
  { peers }: Connection,
): AsyncGenerator<MediaReceipt> {
  if (recordingIds.length === 0) {
    for await (const { mediaFiles } of peers.webServices.recordings()) {
      yield* mediaFiles.map((file) => file.receipt)
    }
  }
  for (const id of recordingIds) {
    const { mediaFiles } = await peers.webServices.recording(id)
    yield* mediaFiles.map((file) => file.receipt)
  }
}

function documentOf(verified: readonly Verified[], exitCode: ExitCode): object {
  const failing = verified.filter(fails).length
  const plays = verified.length - failing
  return {
    schema: "gir.verify/1",
    verdict: exitCode === 0 ? "held" : "broken",
    exitCode,
    counts: { mediaFiles: verified.length, plays, fails: failing },
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

function printPage(
  page: readonly Verified[],
  { terminal }: Pick<CommandContext, "terminal">,
): void {
  const rows = page.map(({ receipt, playback }) => [
    terminal.symbol(playback.status),
    receipt.mediaId,
    playback.status === "plays"
      ? `opened by ${playback.openedBy ?? "nobody: clear"}`
      : playback.code,
  ])
  for (const line of alignColumns(rows)) terminal.out(line)
}

/** With several pages, what does not play has long left the screen: it is named again. */
function printSummary(verified: readonly Verified[], { terminal }: CommandContext): void {
  const failing = verified.filter(fails)
  if (verified.length > PAGE && failing.length > 0) {
    terminal.out("does not play:")
    printPage(failing, { terminal })
  }
  terminal.out(`${verified.length - failing.length} of ${verified.length} play`)
}

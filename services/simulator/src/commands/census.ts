import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { errorBlock, errorFacts } from "../cli/error-block.ts"
import { EXIT, exitCodeOf, type ExitCode } from "../cli/exit-codes.ts"
import { censusLines } from "../envelope/census/census-lines.ts"
import { readKeystore, type Keystore } from "../envelope/census/keystore.ts"
import { countFolders } from "../envelope/census/count-folders.ts"
import type { Tally } from "../envelope/census/tally.ts"
import { readPassword } from "../envelope/decryption-keys.ts"
import { readSmallFile } from "../envelope/input-file.ts"

export interface CensusCommandOptions {
  readonly keystore?: string
  readonly passwordFile?: string
  readonly json: boolean
}

const MAX_KEYSTORE_BYTES = 16 * 1024 * 1024

/**
 * Tells which certificates the recordings below some folders need, from their headers alone; with a
 * keystore, also which of them cannot be opened.
 */
export async function censusCommand(
  folders: readonly string[],
  options: CensusCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const keystore = await openKeystore(options, context)
  const { folder, signal } = context
  const complain = (what: string): void =>
    context.terminal.err(`${context.terminal.symbol("warning")} ${what}, and does not count`)
  const tally = await countFolders(folders, { folder, signal, keystore, complain })
  const failure = failureOf(tally)
  const exitCode = failure === null ? EXIT.held : exitCodeOf(failure)
  const { terminal } = context
  if (options.json) terminal.out(JSON.stringify(documentOf(tally, failure), null, 2))
  else for (const line of censusLines(tally, keystore, terminal)) terminal.out(line)
  if (failure !== null) terminal.err(errorBlock(failure))
  return exitCode
}

async function openKeystore(
  { keystore, passwordFile }: CensusCommandOptions,
  { folder }: CommandContext,
): Promise<Keystore | null> {
  if (keystore === undefined) return null
  const bytes = await readSmallFile(keystore, { folder, maxBytes: MAX_KEYSTORE_BYTES })
  const password = await readPassword(passwordFile, folder)
  return readKeystore(bytes, password ?? "")
}

function failureOf({ cannotBeOpened, encrypted }: Tally): GirError | null {
  if (cannotBeOpened === null || cannotBeOpened.count === 0) return null
  const message = `${cannotBeOpened.count} of ${encrypted} recordings cannot be opened with this keystore`
  return new GirError("ERR_CMS_NO_RECIPIENT", message, {
    next: "Add the certificates and keys that are marked as missing to the keystore",
  })
}

function documentOf(tally: Tally, failure: GirError | null): object {
  const { needs, ...rest } = tally
  return {
    schema: "gir.census/1",
    verdict: failure === null ? "held" : "broken",
    exitCode: failure === null ? EXIT.held : exitCodeOf(failure),
    ...rest,
    certificates: needs.map(({ id: _id, ...need }) => need),
    errors: failure === null ? [] : [errorFacts(failure)],
  }
}

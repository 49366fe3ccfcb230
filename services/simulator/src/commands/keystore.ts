import type { CensusRow, KeystoreCensus, KeystoreCheck } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { resolve } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { errorBlock, errorFacts } from "../cli/error-block.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { alignColumns } from "../cli/table.ts"
import { readPassword } from "../envelope/decryption-keys.ts"
import { readSmallFile } from "../envelope/input-file.ts"
import { readBackupPassword } from "../keystore/backup-password.ts"
import { MAX_BACKUP_BYTES, withKeystore } from "../keystore/keystore-client.ts"
import { assertNew, writePrivate } from "../keystore/private-output.ts"

export interface KeystoreOptions {
  readonly state: string
  readonly json: boolean
}

/** Has RCS read its keystore anew and use every key once. */
export async function keystoreCheckCommand(
  options: KeystoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const check = await withKeystore(options.state, context, (keystore) => keystore.check())
  const exitCode = check.isSound ? EXIT.held : EXIT.broken
  if (options.json) {
    const document = {
      schema: "gir.keystore-check/1",
      ...verdictOf(exitCode),
      ...check,
      errors: [],
    }
    terminal.out(JSON.stringify(document, null, 2))
  } else for (const line of checkLines(check, context)) terminal.out(line)
  return exitCode
}

/** Tells which recordings need which private key, and which have none left. */
export async function keystoreCensusCommand(
  options: KeystoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const census = await withKeystore(options.state, context, (keystore) => keystore.census())
  const failure = lossOf(census)
  const exitCode = failure === null ? EXIT.held : EXIT.broken
  if (options.json) {
    const errors = failure === null ? [] : [errorFacts(failure)]
    const document = { schema: "gir.keystore-census/1", ...verdictOf(exitCode), ...census, errors }
    terminal.out(JSON.stringify(document, null, 2))
    return exitCode
  }
  for (const line of censusTable(census, context)) terminal.out(line)
  if (failure !== null) terminal.err(errorBlock(failure))
  return exitCode
}

/** Writes the keystore, under a password of its own, to a file for its owner's eyes only. */
export async function keystoreBackupCommand(
  options: { readonly state: string; readonly out: string; readonly passwordFile: string },
  context: CommandContext,
): Promise<ExitCode> {
  const path = resolve(context.folder, options.out)
  const password = await readBackupPassword(options.passwordFile, context.folder)
  await assertNew(path)
  const backup = await withKeystore(options.state, context, (keystore) => keystore.backUp(password))
  try {
    await writePrivate(path, backup)
  } finally {
    backup.fill(0)
  }
  context.terminal.out(`${path}  PKCS #12, ${backup.length} bytes, for your eyes only`)
  context.terminal.out("Without it, and without its password, a lost keystore is lost recordings")
  return EXIT.held
}

/** Adds what a backup holds to the keystore; what is there already stays as it is. */
export async function keystoreRestoreCommand(
  options: KeystoreOptions & { readonly in: string; readonly passwordFile: string },
  context: CommandContext,
): Promise<ExitCode> {
  const { folder, terminal } = context
  const backup = await readSmallFile(options.in, { folder, maxBytes: MAX_BACKUP_BYTES })
  // Whoever made the backup chose the password: what RCS would not take for a new one may open it.
  const password = (await readPassword(options.passwordFile, folder)) ?? ""
  const restored = await withKeystore(options.state, context, (keystore) =>
    keystore.restore(backup, password),
  ).finally(() => backup.fill(0))
  const { added, alreadyHeld } = restored
  if (options.json) {
    const document = { schema: "gir.keystore-restore/1", ...verdictOf(EXIT.held), ...restored }
    terminal.out(JSON.stringify({ ...document, errors: [] }, null, 2))
    return EXIT.held
  }
  for (const id of added) terminal.out(`${terminal.symbol("held")} added ${id}`)
  terminal.out(`${added.length} keys added, ${alreadyHeld.length} were there already`)
  return EXIT.held
}

function verdictOf(exitCode: ExitCode): { verdict: string; exitCode: ExitCode } {
  return { verdict: exitCode === EXIT.held ? "held" : "broken", exitCode }
}

function checkLines(
  { keyCount, isSound, findings }: KeystoreCheck,
  { terminal }: CommandContext,
): readonly string[] {
  const rows = findings.map(({ certificateId, code, message }) => [
    terminal.symbol("broken"),
    code,
    certificateId.slice(0, 16),
    message,
  ])
  if (keyCount === 0 && isSound) return ["the keystore is open, and holds no key"]
  const summary = isSound
    ? `${terminal.symbol("held")} ${keyCount} keys, each opens what its certificate encrypts`
    : `${terminal.symbol("broken")} ${findings.length} of ${keyCount} keys are not what they must be`
  return [...alignColumns(rows), summary]
}

function lossOf({ unopenable, recordings }: KeystoreCensus): GirError | null {
  if (unopenable === 0) return null
  const message = `${unopenable} of ${recordings} encrypted recordings open with no key of the keystore`
  return new GirError("ERR_RCS_KEY_NOT_FOUND", message, {
    next: "Upload the missing certificates with their keys again: gir keystore restore --in BACKUP",
  })
}

function censusTable(census: KeystoreCensus, { terminal }: CommandContext): readonly string[] {
  const { rows, recordings, unopenable, clear } = census
  const heading = [
    "",
    "issued to",
    "serial",
    "expires",
    "recordings",
    "only this",
    "oldest",
    "newest",
  ]
  const symbolOf = ({ isHeld, onlyThis }: CensusRow): string =>
    terminal.symbol(isHeld ? "held" : onlyThis > 0 ? "broken" : "notYet")
  const cells = rows.map((row) => [
    symbolOf(row),
    row.issuedTo.replace(/\p{C}/gu, "?"),
    row.serialNumber,
    row.expires ?? "not held",
    String(row.recordings),
    String(row.onlyThis),
    row.oldest?.slice(0, 10) ?? "",
    row.newest?.slice(0, 10) ?? "",
  ])
  const total = `${recordings} encrypted recordings, ${unopenable} open with no key; ${clear} in clear`
  return [...alignColumns([heading, ...cells]), total]
}

import type { KeystoreRestore, RestoredKeystore } from "@gir/contracts"
import { GirError, isGirError, toGirError } from "@gir/errors"
import { assertSoundPair } from "./check-pairs.ts"
import { unpackKeystore, type KeystoreFileContents } from "./keystore-file.ts"
import type { Keystore } from "./keystore.ts"
import type { RcsRecords } from "./records/rcs-records.ts"

export interface RestoreDeps extends Pick<RcsRecords, "audit"> {
  readonly keystore: Keystore
  /** Who does it, for the audit. */
  readonly actor: string
}

/**
 * Merges a backup into the keystore. Seed: "You must also back up your keystore, keystore password,
 * certificates and private keys". All of it is taken in, or nothing.
 *
 * @throws ERR_RCS_BACKUP_PASSWORD_WRONG, ERR_RCS_BACKUP_UNREADABLE, ERR_RCS_ISSUER_SERIAL_CONFLICT,
 * ERR_RCS_KEYSTORE_….
 */
export async function restoreKeystore(
  request: KeystoreRestore,
  { keystore, audit, actor }: RestoreDeps,
): Promise<RestoredKeystore> {
  const entry = { actor, action: "restore-keystore" } as const
  try {
    const restored = await keystore.restore(await readBackup(request))
    const details = { added: restored.added.length, alreadyHeld: restored.alreadyHeld.length }
    await audit.write({ ...entry, outcome: "done", details })
    return restored
  } catch (error) {
    if (isGirError(error) && error.blame === "caller") {
      await audit.write({ ...entry, outcome: "refused", code: error.code })
    }
    throw error
  }
}

async function readBackup({ backup, password }: KeystoreRestore): Promise<KeystoreFileContents> {
  try {
    const contents = await unpackKeystore(Buffer.from(backup, "base64"), password)
    for (const pair of contents.pairs) await assertSoundPair(pair)
    return contents
  } catch (error) {
    if (isGirError(error, "ERR_RCS_KEYSTORE_SEALED")) {
      throw new GirError(
        "ERR_RCS_BACKUP_PASSWORD_WRONG",
        "this password does not open the backup, or the backup was changed",
        { cause: error },
      )
    }
    throw new GirError(
      "ERR_RCS_BACKUP_UNREADABLE",
      `the backup cannot be used: ${toGirError(error).message}`,
      { cause: error },
    )
  }
}

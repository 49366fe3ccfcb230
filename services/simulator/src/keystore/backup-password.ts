import { GirError } from "@gir/errors"
import { readPassword } from "../envelope/decryption-keys.ts"

/** What RCS takes: other tools disagree on how any other character is written in PKCS #12. */
const PASSWORD = /^[ -~]{8,1024}$/

/** @throws ERR_CLI_INPUT_UNREADABLE, ERR_CLI_USAGE */
export async function readBackupPassword(file: string, folder: string): Promise<string> {
  const password = await readPassword(file, folder)
  if (password !== undefined && PASSWORD.test(password)) return password
  const message = "the password must have 8 to 1024 characters, all printable ASCII"
  throw new GirError("ERR_CLI_USAGE", message, {
    where: file,
    next: "openssl rand -base64 24 > backup-password, and keep that file apart from the backup",
  })
}

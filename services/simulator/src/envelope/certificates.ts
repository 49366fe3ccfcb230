import { isGirError } from "@gir/errors"
import { parseCertificate, recordingCertificateFindings, type Certificate } from "@gir/x509"
import type { CommandContext } from "../cli/command-context.ts"
import { locate } from "./locate.ts"
import { readSmallFile } from "./input-file.ts"

const MAX_CERTIFICATE_BYTES = 65_536

/** @throws ERR_CLI_INPUT_UNREADABLE and what `parseCertificate` throws, with the file's name. */
export async function readCertificate(path: string, folder: string): Promise<Certificate> {
  const bytes = await readSmallFile(path, { folder, maxBytes: MAX_CERTIFICATE_BYTES })
  try {
    return parseCertificate(bytes)
  } catch (error) {
    throw isGirError(error) ? locate(error, path) : error
  }
}

/**
 * Reads the certificates that a person encrypts to. What GIR would refuse at an upload is only
 * said: whoever names a file on a command line may practise with an expired certificate.
 */
export async function readRecipients(
  paths: readonly string[],
  { folder, clock, terminal }: CommandContext,
): Promise<readonly Certificate[]> {
  const certificates: Certificate[] = []
  for (const path of paths) {
    const certificate = await readCertificate(path, folder)
    for (const { message } of recordingCertificateFindings(certificate, clock.now())) {
      terminal.err(`${terminal.symbol("warning")} ${path}: ${message}`)
    }
    certificates.push(certificate)
  }
  return certificates
}

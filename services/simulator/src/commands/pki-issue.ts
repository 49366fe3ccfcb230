import { generateKeyPair, issueCertificate, type DnFields } from "@gir/x509"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { requestedTerm, writeMade, type ValidityOptions } from "../pki/made-certificate.ts"
import { readAuthority, type CaOptions } from "../pki/read-authority.ts"

export interface PkiNewOptions extends ValidityOptions, DnFields {
  readonly out: string
  readonly bits: number
}

/** Makes a recording certificate that vouches for itself. Seed: "self signed". */
export async function pkiSelfSignedCommand(
  options: PkiNewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const keys = await generateKeyPair(options.bits)
  const made = issueCertificate({
    subject: subjectOf(options),
    role: "recording",
    issuer: "self",
    privateKey: keys.privateKey,
    ...requestedTerm(options, context.clock.now()),
  })
  await writeMade(options.out, recordingFiles(made, keys), context)
  return EXIT.held
}

/** Makes a certificate signed by a CA of the user's. Seed: "signed by your own private CA". */
export async function pkiIssueCommand(
  options: PkiNewOptions & CaOptions & { readonly role: "recording" | "ca" },
  context: CommandContext,
): Promise<ExitCode> {
  const authority = await readAuthority(options, context.folder)
  const keys = await generateKeyPair(options.bits)
  const made = issueCertificate({
    subject: subjectOf(options),
    role: options.role,
    issuer: { certificatePem: authority.certificate.pem, privateKey: authority.privateKey },
    publicKey: keys.publicKey,
    ...requestedTerm(options, context.clock.now()),
  })
  await writeMade(options.out, recordingFiles(made, keys), context)
  return EXIT.held
}

type Made = ReturnType<typeof issueCertificate>

/** The names that the guide's own openssl commands give to these two files. */
export function recordingFiles(
  { pem, certificate }: Made,
  { privateKeyPem }: { readonly privateKeyPem: string },
) {
  return [
    { name: "cert.pem", text: pem, isPrivate: false, certificate },
    { name: "private_key.pem", text: privateKeyPem, isPrivate: true },
  ]
}

/** Only the fields that were given: an empty one fits no certificate. */
export function subjectOf(options: DnFields): DnFields {
  const { commonName, organization, organizationUnit, locality, state, country, email } = options
  const given = { organization, organizationUnit, locality, state, country, email }
  return {
    commonName,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}

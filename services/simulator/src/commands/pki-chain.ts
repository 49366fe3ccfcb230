import { generateKeyPair, issueCertificate, type IssuedCertificate, type KeyPair } from "@gir/x509"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { requestedTerm, writeMade, type MadeFile } from "../pki/made-certificate.ts"
import { recordingFiles, subjectOf, type PkiNewOptions } from "./pki-issue.ts"

interface Authority {
  readonly fileName: string
  readonly made: IssuedCertificate
  readonly keys: KeyPair
}

/**
 * Makes a chain of any depth. Seed: "cat crt_inter3.pem crt_inter2.pem crt_inter1.pem root_ca.pem >
 * ca.pem": the files have these names.
 */
export async function pkiChainCommand(
  options: PkiNewOptions & { readonly depth: number },
  context: CommandContext,
): Promise<ExitCode> {
  const now = context.clock.now()
  const { serial: _serial, ...forAuthorities } = options
  const term = requestedTerm(forAuthorities, now)
  const authorities: Authority[] = []
  for (let height = 0; height <= options.depth; height += 1) {
    context.signal.throwIfAborted()
    const keys = await generateKeyPair(options.bits)
    const fileName = height === 0 ? "root_ca" : `crt_inter${height}`
    const kind = height === 0 ? "Root CA" : `Intermediate CA ${height}`
    const subject = { ...subjectOf(options), commonName: `${options.commonName} ${kind}` }
    const signer = signerOf(authorities.at(-1), keys)
    authorities.push({
      fileName,
      keys,
      made: issueCertificate({ subject, role: "ca", ...signer, ...term }),
    })
  }
  const keys = await generateKeyPair(options.bits)
  const made = issueCertificate({
    subject: subjectOf(options),
    role: "recording",
    ...signerOf(authorities.at(-1), keys),
    ...requestedTerm(options, now),
  })
  await writeMade(
    options.out,
    [...authorityFiles(authorities), ...recordingFiles(made, keys)],
    context,
  )
  return EXIT.held
}

function signerOf(issuer: Authority | undefined, keys: KeyPair) {
  if (issuer === undefined) return { issuer: "self", privateKey: keys.privateKey } as const
  const { made, keys: issuerKeys } = issuer
  return {
    issuer: { certificatePem: made.pem, privateKey: issuerKeys.privateKey },
    publicKey: keys.publicKey,
  }
}

function authorityFiles(authorities: readonly Authority[]): readonly MadeFile[] {
  const nearestFirst = authorities.toReversed()
  return [
    { name: "ca.pem", text: nearestFirst.map(({ made }) => made.pem).join(""), isPrivate: false },
    ...nearestFirst.flatMap(({ fileName, made, keys }): readonly MadeFile[] => [
      { name: `${fileName}.pem`, text: made.pem, isPrivate: false, certificate: made.certificate },
      { name: `${fileName}.key`, text: keys.privateKeyPem, isPrivate: true },
    ]),
  ]
}

import { GirError } from "@gir/errors"
import {
  generateKeyPair,
  isSelfSigned,
  issueCertificate,
  type Certificate,
  type ExtensionInput,
} from "@gir/x509"
import { createPublicKey, type KeyObject } from "node:crypto"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readCertificate } from "../envelope/certificates.ts"
import {
  requestedTerm,
  writeMade,
  type MadeFile,
  type ValidityOptions,
} from "../pki/made-certificate.ts"
import { readAuthority, readPair, type CaOptions, type Pair } from "../pki/read-authority.ts"

export interface PkiRenewOptions extends ValidityOptions, Partial<CaOptions> {
  readonly cert: string
  readonly key: string
  readonly passwordFile?: string
  readonly newKey: boolean
  readonly bits: number
  readonly out: string
}

/** Issues the same certificate for a new time: the same name and extensions, and a serial of its own. */
export async function pkiRenewCommand(
  options: PkiRenewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { certificate, privateKey } = await readPair(options, context.folder)
  const authority = await authorityFor(certificate, options, context.folder)
  const keys = options.newKey ? await generateKeyPair(options.bits) : null
  const ownKey = keys?.privateKey ?? privateKey
  const made = issueCertificate({
    ...copyOf(certificate),
    ...signerOf(authority, ownKey),
    ...requestedTerm(options, context.clock.now()),
  })
  const files: MadeFile[] = [
    { name: "cert.pem", text: made.pem, isPrivate: false, certificate: made.certificate },
  ]
  if (keys !== null) {
    files.push({ name: "private_key.pem", text: keys.privateKeyPem, isPrivate: true })
  }
  await writeMade(options.out, files, context)
  const isSameKey = keys === null
  context.terminal.out(
    isSameKey ? "renewed, not re-keyed: the private key is the same" : "renewed on a new key",
  )
  return EXIT.held
}

/** Issues a certificate of the same name and key from another CA, as when two CAs are joined. */
export async function pkiCrossSignCommand(
  options: ValidityOptions & CaOptions & { readonly cert: string; readonly out: string },
  context: CommandContext,
): Promise<ExitCode> {
  const certificate = await readCertificate(options.cert, context.folder)
  const authority = await readAuthority(options, context.folder)
  const made = issueCertificate({
    ...copyOf(certificate),
    issuer: { certificatePem: authority.certificate.pem, privateKey: authority.privateKey },
    publicKey: certificate.publicKey,
    ...requestedTerm(options, context.clock.now()),
  })
  const name = "cross_signed.pem"
  const file = { name, text: made.pem, isPrivate: false, certificate: made.certificate }
  await writeMade(options.out, [file], context)
  return EXIT.held
}

/** @returns `null` when the certificate signs itself again. */
async function authorityFor(
  certificate: Certificate,
  { ca, caKey, caPasswordFile }: PkiRenewOptions,
  folder: string,
): Promise<Pair | null> {
  if (ca !== undefined && caKey !== undefined) {
    const password = caPasswordFile === undefined ? {} : { caPasswordFile }
    return readAuthority({ ca, caKey, ...password }, folder)
  }
  if (ca === undefined && caKey === undefined && isSelfSigned(certificate)) return null
  const issuer = certificate.issuer.rfc4514
  throw new GirError(
    "ERR_CLI_USAGE",
    `the certificate is signed by ${issuer}, which must sign again`,
    {
      next: "Name the CA's certificate and key: --ca FILE --ca-key FILE",
    },
  )
}

function signerOf(authority: Pair | null, ownKey: KeyObject) {
  if (authority === null) return { issuer: "self", privateKey: ownKey } as const
  const { certificate, privateKey } = authority
  return {
    issuer: { certificatePem: certificate.pem, privateKey },
    publicKey: createPublicKey(ownKey),
  }
}

/** The key identifiers name this key and this issuer: they are made anew. */
const KEY_IDENTIFIERS: ReadonlySet<string> = new Set(["2.5.29.14", "2.5.29.35"])
/** What a role would have, so that what the old certificate lacks stays away. */
const ROLE_EXTENSIONS = ["2.5.29.15", "2.5.29.19"]

function copyOf({ subject, isCa, extensions }: Certificate) {
  const kept: ExtensionInput[] = [...extensions.values()].filter(
    ({ oid }) => !KEY_IDENTIFIERS.has(oid),
  )
  const absent = ROLE_EXTENSIONS.filter((oid) => !extensions.has(oid)).map((oid) => ({
    oid,
    isCritical: false,
    value: null,
  }))
  return { subject, role: isCa ? "ca" : "recording", extensions: [...kept, ...absent] } as const
}

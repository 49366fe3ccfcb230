import { encryptContent, pemEncoder, segmentDigester } from "@gir/cms-encrypt"
import type {
  ContentCipher,
  EnvelopeProfile,
  KeyTransport,
  RecipientIdentifierKind,
} from "@gir/cms-encrypt"
import { cipherEntry } from "@gir/cms"
import type { Transform } from "node:stream"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readRecipients } from "../envelope/certificates.ts"
import { openDigestsOutput } from "../envelope/digests-file.ts"
import { openPlainInput, type InputStream } from "../envelope/input-file.ts"
import { openOutput, type OutputStream } from "../envelope/output-file.ts"

export interface EncryptCommandOptions {
  readonly cert: readonly string[]
  readonly profile: EnvelopeProfile
  readonly cipher?: ContentCipher
  readonly keyTransport?: KeyTransport
  readonly recipientId: RecipientIdentifierKind
  readonly outform: "der" | "pem"
  readonly digests?: string
  readonly in: string
  readonly out: string
  readonly force: boolean
  readonly input: InputStream
  readonly output: OutputStream
}

/** Encrypts a file of a person's own to the certificates that they name. */
export async function encryptCommand(
  options: EncryptCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { folder, signal } = context
  const recipients = await readRecipients(options.cert, context)
  const digests = await openDigestsOutput(options, folder)
  const isText = options.outform === "pem"
  const output = await openOutput({ ...options, path: options.out, folder, isText })
  const plain = await openPlainInput({ path: options.in, folder, input: options.input, signal })
  try {
    const encryption = encryptContent({
      recipients,
      envelopeProfile: options.profile,
      recipientId: options.recipientId,
      isDigested: false,
      ...(options.cipher === undefined ? {} : { cipher: options.cipher }),
      ...(options.keyTransport === undefined ? {} : { keyTransport: options.keyTransport }),
      ...(plain.totalBytes === null ? {} : { contentBytes: plain.totalBytes }),
    })
    // The digests are those of the stored bytes: of the text, when it is text.
    const digester = digests === null ? null : segmentDigester()
    const encoders: Transform[] = isText ? [pemEncoder()] : []
    if (digester !== null) encoders.push(digester)
    await output.write({
      stages: [plain.stream, encryption.stream, ...encoders],
      signal,
      beforeNaming: async () => {
        if (digester !== null) await digests?.write(digester.segments(), signal)
      },
    })
    const { title } = cipherEntry(encryption.cipher)
    const made = `${title}, ${recipients.length} recipient${recipients.length === 1 ? "" : "s"}`
    context.terminal.err(`${context.terminal.symbol("held")} ${options.out}: ${made}`)
    return EXIT.held
  } finally {
    await plain.close()
  }
}

import {
  byteSource,
  cutOf,
  explainTree,
  inspectEnvelope,
  listNodes,
  readEnvelopeHeader,
  removeArmor,
  shellWord,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readCertificate } from "../envelope/certificates.ts"
import { readPrivateKey } from "../envelope/decryption-keys.ts"
import { readDigests } from "../envelope/digests-file.ts"
import {
  openingLines,
  recipientLines,
  treeLines,
  type RecipientLead,
} from "../envelope/explain/explain-lines.ts"
import {
  explainOpening,
  type OpeningOptions,
  type OpeningStep,
} from "../envelope/explain/explain-opening.ts"
import { openEnvelopeInput, type EnvelopeInput, type InputStream } from "../envelope/input-file.ts"
import { tellingWhere } from "../envelope/tell-where.ts"

export interface ExplainEnvelopeOptions {
  readonly key?: string
  readonly passwordFile?: string
  readonly cert: readonly string[]
  readonly digests?: string
  readonly showSecrets: boolean
  readonly json: boolean
  readonly input: InputStream
}

/**
 * Tells what each field of an envelope is, and with a key how it is opened, step by step. The file
 * and the key are a person's own; the session key and content are told only when they ask for it.
 *
 * @throws ERR_CLI_USAGE, ERR_CLI_INPUT_UNREADABLE, ERR_CLI_NOT_AN_ENVELOPE, ERR_CMS_NO_RECIPIENT,
 * ERR_CMS_DECRYPTION_FAILED, and what reading keys and certificates throws.
 */
export async function explainEnvelopeCommand(
  file: string,
  options: ExplainEnvelopeOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (options.showSecrets && options.key === undefined) {
    throw new GirError("ERR_CLI_USAGE", "--show-secrets shows what a key opens: name one", {
      next: `npx gir envelope explain ${file} --key K.pem --show-secrets`,
    })
  }
  const { folder, signal, terminal } = context
  const input = await openEnvelopeInput({ path: file, folder, input: options.input, signal })
  try {
    const inspection = await tellingWhere(input, () => inspectEnvelope(input.source))
    const isDer = inspection.form === "der"
    const derFile = isDer ? file : `${file}.der`
    const list = await listNodes(input.source, ({ name }) => name !== null)
    const nodes = explainTree(list.nodes, { inspection, file: derFile })
    const recipients = await leadsOf(input, options, context)
    const cuts = inspection.recipients.map((recipient) => {
      const end = recipient.offset + recipient.bytes
      const node = list.nodes.find(
        ({ name, offset }) => name === "encryptedKey" && offset > recipient.offset && offset < end,
      )
      return node === undefined ? null : cutOf(node, derFile)
    })
    const opening = await openingOf(input, { ...options, derFile, cuts }, context)
    if (options.json) {
      const head = { schema: "gir.envelope-explain/1", verdict: "held", exitCode: EXIT.held, file }
      terminal.out(JSON.stringify({ ...head, nodes, recipients, opening, errors: [] }, null, 2))
      return EXIT.held
    }
    if (!isDer)
      terminal.out(
        `$ openssl cms -cmsout -inform ${formOf(inspection.form)} -outform DER -in ${shellWord(file)} -out ${shellWord(derFile)}`,
      )
    const lines = [
      ...treeLines(nodes),
      ...recipientLines(inspection, recipients, terminal),
      ...openingLines(opening),
    ]
    for (const line of lines) terminal.out(line)
    return EXIT.held
  } finally {
    await input.close()
  }
}

function formOf(form: "pem" | "smime" | "der"): string {
  return form.toUpperCase()
}

/** @returns for each recipient the file of those given that holds its certificate. */
async function leadsOf(
  { source }: EnvelopeInput,
  { cert }: ExplainEnvelopeOptions,
  { folder }: CommandContext,
): Promise<RecipientLead[]> {
  const { envelope } = await removeArmor(byteSource(source))
  const { recipientInfos } = await readEnvelopeHeader(envelope)
  const known: { path: string; names: readonly Buffer[] }[] = []
  for (const path of cert) {
    const { issuerAndSerialDer, subjectKeyIdentifier } = await readCertificate(path, folder)
    const names = [issuerAndSerialDer, subjectKeyIdentifier ?? new Uint8Array(0)]
    known.push({ path, names: names.map((name) => Buffer.from(name)) })
  }
  return recipientInfos.map((info, index) => {
    if (info.type !== "ktri") return { index, certificate: null }
    const { rid } = info
    const name = rid.kind === "issuerAndSerialNumber" ? rid.der : rid.keyIdentifier
    const found = known.find(({ names }) => names.some((one) => one.equals(name)))
    return { index, certificate: found?.path ?? null }
  })
}

async function openingOf(
  input: EnvelopeInput,
  options: ExplainEnvelopeOptions & Pick<OpeningOptions, "cuts"> & { readonly derFile: string },
  { folder }: CommandContext,
): Promise<OpeningStep[]> {
  const { key, passwordFile, digests, derFile, cuts, showSecrets: isSecretShown } = options
  if (key === undefined) return []
  const keyOptions = { key, ...(passwordFile === undefined ? {} : { passwordFile }) }
  const { keyObject: privateKey } = await readPrivateKey(keyOptions, folder)
  const segments = digests === undefined ? null : await readDigests(digests, folder)
  const files = { envelope: shellWord(derFile), key: shellWord(key) }
  const { source } = input
  return tellingWhere(input, () =>
    explainOpening({ source, privateKey, segments, files, cuts, isSecretShown }),
  )
}

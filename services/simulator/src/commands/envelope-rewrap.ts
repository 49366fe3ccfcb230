import {
  byteSource,
  KEY_TRANSPORTS,
  readEnvelopeHeader,
  removeArmor,
  type KeyTransport,
  type RecipientIdentifierKind,
  type RecipientInfo,
} from "@gir/cms"
import { rewrapEnvelope, type RewrapOptions, type RewrappedEnvelope } from "@gir/cms-decrypt"
import { pemEncoder, segmentDigester, wrapCek } from "@gir/cms-encrypt"
import { GirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"
import type { KeyObject } from "node:crypto"
import { resolve } from "node:path"
import type { Transform } from "node:stream"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { candidates, firstThatOpens } from "../envelope/any-recipient-key.ts"
import { assertUnchanged } from "../envelope/assert-unchanged.ts"
import { readCertificate, readRecipients } from "../envelope/certificates.ts"
import { readPrivateKey } from "../envelope/decryption-keys.ts"
import { openDigestsOutput } from "../envelope/digests-file.ts"
import { openEnvelopeInput, type EnvelopeInput, type InputStream } from "../envelope/input-file.ts"
import { openOutput, type OutputStream } from "../envelope/output-file.ts"
import { tellingWhere } from "../envelope/tell-where.ts"

export interface RewrapCommandOptions {
  readonly key: string
  readonly passwordFile?: string
  readonly cert?: string
  readonly add: readonly string[]
  readonly remove: readonly string[]
  readonly digests?: string
  readonly in: string
  readonly out: string
  readonly force: boolean
  readonly input: InputStream
  readonly output: OutputStream
}

/**
 * Gives an envelope other recipients. The content key is unwrapped and wrapped again; no byte of
 * the content is decrypted or changed, which is proved by reading the result back. Not a GIR
 * feature: GIR encrypts a recording once, and keeps old keys.
 */
export async function rewrapCommand(
  options: RewrapCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { folder, signal, terminal } = context
  if (options.add.length + options.remove.length === 0) {
    throw new GirError("ERR_CLI_USAGE", "nothing to do: --add a certificate, or --remove one")
  }
  const plan = await readPlan(options, context)
  const { input } = options
  const envelope = await openEnvelopeInput({ path: options.in, folder, input, signal })
  try {
    await tellingWhere(envelope, async () => {
      const { form } = await removeArmor(byteSource(envelope.source))
      const rewrapped = await rewrap(envelope, plan)
      const sha256 = await write({ envelope, rewrapped, isText: form === "pem" }, options, context)
      const proof = sha256 === null ? "" : `, content unchanged (SHA-256 ${sha256})`
      const made = `${rewrapped.recipients} recipients${proof}; not a GIR feature`
      terminal.err(`${terminal.symbol("held")} ${options.out}: ${made}`)
    })
    return EXIT.held
  } finally {
    await envelope.close()
  }
}

interface Plan {
  readonly privateKey: KeyObject
  /** `null` when the key's certificate was not given: each recipient is tried. */
  readonly certificate: Certificate | null
  readonly add: readonly Certificate[]
  readonly remove: readonly Certificate[]
}

async function readPlan(options: RewrapCommandOptions, context: CommandContext): Promise<Plan> {
  const { folder } = context
  const { keyObject: privateKey } = await readPrivateKey(options, folder)
  const { cert } = options
  const certificate = cert === undefined ? null : await readCertificate(cert, folder)
  const add = await readRecipients(options.add, context)
  const remove = await Promise.all(options.remove.map((path) => readCertificate(path, folder)))
  return { privateKey, certificate, add, remove }
}

async function rewrap(
  { source }: EnvelopeInput,
  { privateKey, certificate, add, remove }: Plan,
): Promise<RewrappedEnvelope> {
  const { envelope } = await removeArmor(byteSource(source))
  const { recipientInfos } = await readEnvelopeHeader(envelope)
  const rewrapAs = (opener: Certificate, like: RecipientInfo | undefined) => {
    const wrapping: RewrapOptions["add"] = (cek) =>
      add.length === 0 ? [] : wrapCek(cek, { recipients: add, ...wayOf(like) })
    const key = { certificate: opener, privateKey }
    return rewrapEnvelope(source, { key, remove, add: wrapping })
  }
  if (certificate !== null) return rewrapAs(certificate, recipientInfos[0])
  const tried = await firstThatOpens(candidates(privateKey, recipientInfos), (candidate) =>
    rewrapAs(candidate.certificate, candidate.info),
  )
  if (tried !== null) return tried
  throw new GirError("ERR_CMS_NO_RECIPIENT", "no recipient's wrapped key fits this private key")
}

/** New recipients are named, and their key is wrapped, as those of the envelope are. */
function wayOf(info: RecipientInfo | undefined): {
  keyTransport: KeyTransport
  recipientId: RecipientIdentifierKind
} {
  if (info?.type !== "ktri") {
    return { keyTransport: "oaep-sha256", recipientId: "issuerAndSerialNumber" }
  }
  const { keyEncryptionAlgorithm: algorithm, rid } = info
  const hash = algorithm.kind === "oaep" ? algorithm.hash : null
  const names = Object.keys(KEY_TRANSPORTS) as KeyTransport[]
  const keyTransport = names.find((name) => KEY_TRANSPORTS[name].oaepHash === hash)
  return { keyTransport: keyTransport ?? "oaep-sha256", recipientId: rid.kind }
}

interface Rewrapped {
  readonly envelope: EnvelopeInput
  readonly rewrapped: RewrappedEnvelope
  readonly isText: boolean
}

/** @returns SHA-256 of what did not change; `null` when the result went to a pipe. */
async function write(
  { envelope, rewrapped, isText }: Rewrapped,
  options: RewrapCommandOptions,
  { folder, signal }: CommandContext,
): Promise<string | null> {
  const isInPlace = resolve(folder, options.in) === resolve(folder, options.out)
  const force = options.force || (isInPlace && options.in !== "-")
  const output = await openOutput({ ...options, path: options.out, folder, isText, force })
  const digests = await openDigestsOutput(options, folder)
  const digester = segmentDigester()
  const encoders: Transform[] = isText ? [pemEncoder(), digester] : [digester]
  let sha256: string | null = null
  await output.write({
    stages: [rewrapped.stream(), ...encoders],
    signal,
    beforeNaming: async (path) => {
      if (path !== null) sha256 = await proveUnchanged(path, { envelope, rewrapped }, signal)
      await digests?.write(digester.segments(), signal)
    },
  })
  return sha256
}

async function proveUnchanged(
  path: string,
  { envelope, rewrapped }: Omit<Rewrapped, "isText">,
  signal: AbortSignal,
): Promise<string> {
  const written = await openEnvelopeInput({ path, folder: "/", input: process.stdin, signal })
  try {
    return await assertUnchanged(envelope.source, written.source, rewrapped)
  } finally {
    await written.close()
  }
}

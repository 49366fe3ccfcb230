import {
  byteSource,
  cipherEntry,
  decryptCommand,
  hexText,
  locateContent,
  readContentOctets,
  readEnvelopeHeader,
  removeArmor,
  unwrapCommand,
  type CiphertextSource,
  type KeyTransRecipientInfo,
  type SegmentDigests,
} from "@gir/cms"
import { openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import type { KeyObject } from "node:crypto"
import { candidates, firstThatOpens } from "../any-recipient-key.ts"
import { openBlock } from "./block-padding.ts"
import { openEnds } from "./content-ends.ts"

/** One thing that is done when an envelope is opened. */
export interface OpeningStep {
  readonly title: string
  readonly facts: readonly string[]
  /** Told only to a person who has asked for it. */
  readonly secrets: readonly { readonly name: string; readonly hex: string }[]
  /** The command that does the same; `$CEK` stands for the session key unless it may be told. */
  readonly openssl: string | null
}

export interface OpeningOptions {
  readonly source: CiphertextSource
  readonly privateKey: KeyObject
  readonly segments: SegmentDigests | null
  /** Words of a shell: the DER file, and the key file. */
  readonly files: { readonly envelope: string; readonly key: string }
  /** By recipient: the command that cuts its encryptedKey out of the DER file. */
  readonly cuts: readonly (string | null)[]
  readonly isSecretShown: boolean
}

/**
 * Opens an envelope and tells each step. Secrets are in the result only when they are asked for.
 *
 * @throws ERR_CMS_NO_RECIPIENT, and what opening it throws.
 */
export async function explainOpening(options: OpeningOptions): Promise<OpeningStep[]> {
  const { privateKey } = options
  const { envelope } = await removeArmor(byteSource(options.source))
  const header = await readEnvelopeHeader(envelope)
  const { cekBytes } = cipherEntry(header.contentEncryptionAlgorithm.cipher)
  const all = candidates(privateKey, header.recipientInfos)
  const opened = await firstThatOpens(all, async ({ info, certificate }) => {
    const key = rsaRecipientKey({ certificate, privateKey, rejection: "explicit" })
    const cek = await key.unwrapCek([info], cekBytes)
    return cek === null ? null : { info, cek }
  })
  if (opened === null) throw noRecipient()
  const { info, cek } = opened
  try {
    const layout = await locateContent(envelope, header, { isVerified: false })
    const index = header.recipientInfos.indexOf(info)
    const read = (from: number, to: number): Promise<Uint8Array> =>
      readContentOctets(envelope, layout, { from, to })
    const { contentEncryptionAlgorithm: algorithm } = header
    const ends = await openEnds({ algorithm, cek, contentBytes: layout.contentBytes, read })
    return [
      recipientStep(index, all.length),
      blockStep(info, { ...options, cut: options.cuts[index] ?? null }, cekBytes),
      keyStep(cek, options),
      contentStep({
        cek,
        ends,
        options,
        position: layout.runs.length === 1 ? layout : null,
        algorithm,
      }),
      await closingStep(options, cek, ends.padding),
    ]
  } finally {
    cek.fill(0)
  }
}

function noRecipient(): GirError {
  const message = "no wrapped key of this envelope is as long as this private key's modulus"
  return new GirError("ERR_CMS_NO_RECIPIENT", message)
}

function recipientStep(index: number, tried: number): OpeningStep {
  const facts = [`[${index}] opens with this key; ${tried} of the recipients have its length`]
  return { title: "Recipient", facts, secrets: [], openssl: null }
}

function blockStep(
  info: KeyTransRecipientInfo,
  { privateKey, files, isSecretShown, cut }: OpeningOptions & { readonly cut: string | null },
  cekBytes: number,
): OpeningStep {
  const { block, padding } = openBlock(info, privateKey, cekBytes)
  try {
    return {
      title: "RSA",
      facts: [
        `before: ${hexText(info.encryptedKey.subarray(0, SHOWN_BYTES))}… ${info.encryptedKey.length} bytes, encryptedKey`,
        `after:  ${block.length} bytes, which hold the session key`,
        `padding: ${padding}`,
      ],
      secrets: isSecretShown ? [{ name: "RSA block", hex: hexText(block) }] : [],
      openssl: cut === null ? null : unwrapCommand(cut, files.key),
    }
  } finally {
    block.fill(0)
  }
}

const SHOWN_BYTES = 16

function keyStep(cek: Uint8Array, { isSecretShown }: OpeningOptions): OpeningStep {
  const facts = [`${cek.length} bytes, drawn for this recording alone`]
  const secrets = isSecretShown ? [{ name: "CEK", hex: hexText(cek) }] : []
  return { title: "Session key (CEK)", facts, secrets, openssl: null }
}

interface ContentFacts {
  readonly cek: Uint8Array
  readonly ends: Awaited<ReturnType<typeof openEnds>>
  readonly options: OpeningOptions
  /** Null when the content lies in pieces. */
  readonly position: { readonly end: number; readonly contentBytes: number } | null
  readonly algorithm: Parameters<typeof openEnds>[0]["algorithm"]
}

function contentStep({ cek, ends, options, position, algorithm }: ContentFacts): OpeningStep {
  const { nodeName, mode, title } = cipherEntry(algorithm.cipher)
  const { isSecretShown, files } = options
  const iv = hexText(algorithm.iv)
  const key = isSecretShown ? hexText(cek) : '"$CEK"'
  const cut =
    position === null
      ? null
      : `tail -c +${position.end - position.contentBytes + 1} ${files.envelope} | head -c ${position.contentBytes}`
  return {
    title: "Content",
    facts: [
      `${title}, ${mode === "gcm" ? "nonce" : "IV"} ${iv}`,
      `first block, as stored: ${ends.firstStored}`,
      ...ends.facts,
    ],
    secrets: isSecretShown ? [{ name: "First block, decrypted", hex: ends.firstClear }] : [],
    // OpenSSL's enc has no authenticated modes.
    openssl:
      mode === "gcm"
        ? decryptCommand(files.envelope, files.key)
        : cut === null
          ? null
          : `${cut} | openssl enc -d -${nodeName} -K ${key} -iv ${iv}`,
  }
}

/** The whole content is read once, by the engine that plays recordings. */
async function closingStep(
  { source, segments }: OpeningOptions,
  cek: Uint8Array,
  padding: string,
): Promise<OpeningStep> {
  const known = { unwrapCek: async () => Uint8Array.from(cek) }
  const opened = await openEnvelope(source, { keys: [known], segments, policy: "compat" })
  let bytes = 0
  try {
    for await (const chunk of opened.content() as AsyncIterable<Buffer>) {
      bytes += chunk.length
      chunk.fill(0)
    }
  } finally {
    opened.close()
  }
  const { contentEncryptionAlgorithm: algorithm } = opened.header
  const compared =
    segments !== null
      ? `SHA-256 of ${segments.digests.length} segments and of their root: equal to the digests`
      : algorithm.tagBytes > 0
        ? `tag of ${algorithm.tagBytes} bytes over all of it: equal to mac`
        : "no tag and no digests: a changed byte would not be noticed. --digests F compares them"
  const facts = [`${bytes} bytes of content`, padding, compared].filter((fact) => fact !== "")
  return { title: "End", facts, secrets: [], openssl: null }
}

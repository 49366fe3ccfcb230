import { openEnvelope, type ContentPolicy, type OpenedEnvelope } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { readDecryptionKey } from "../envelope/decryption-keys.ts"
import { readDigests } from "../envelope/digests-file.ts"
import { openEnvelopeInput, type InputStream } from "../envelope/input-file.ts"
import { openOutput, type Output, type OutputStream } from "../envelope/output-file.ts"
import { tellingWhere } from "../envelope/tell-where.ts"

/** First and last byte of the content, counted from 0; the last is `null` for the end. */
export interface ByteSpan {
  readonly first: number
  readonly last: number | null
}

export interface DecryptCommandOptions {
  readonly key: string
  readonly passwordFile?: string
  readonly cert?: string
  readonly policy: ContentPolicy
  readonly range?: ByteSpan
  readonly digests?: string
  readonly in: string
  readonly out: string
  readonly force: boolean
  readonly input: InputStream
  readonly output: OutputStream
}

/**
 * Decrypts a file of a person's own with their own key. Nothing unverified is written: the file
 * takes its name only after the last byte, and standard output gets whole verified segments.
 */
export async function decryptCommand(
  options: DecryptCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { folder, signal } = context
  const key = await readDecryptionKey(options, folder)
  const segments = options.digests === undefined ? null : await readDigests(options.digests, folder)
  const output = await openOutput({ ...options, path: options.out, folder, isText: false })
  const { input, policy } = options
  const envelope = await openEnvelopeInput({ path: options.in, folder, input, signal })
  try {
    await tellingWhere(envelope, async () => {
      const opened = await openEnvelope(envelope.source, { keys: [key], segments, policy })
      try {
        await release(opened, { span: options.range, output, context })
      } finally {
        opened.close()
      }
    })
    return EXIT.held
  } finally {
    await envelope.close()
  }
}

interface Release {
  readonly span: ByteSpan | undefined
  readonly output: Output
  readonly context: CommandContext
}

async function release(
  opened: OpenedEnvelope,
  { span, output, context: { terminal, signal } }: Release,
): Promise<void> {
  for (const notice of opened.notices) terminal.err(`${terminal.symbol("warning")} ${notice}`)
  const range = span === undefined ? undefined : await rangeOf(span, opened)
  await output.write({ stages: [opened.content(range)], signal })
}

/** RFC 9110 §14.1.2: a last position behind the end means the end; a first one there is no range. */
async function rangeOf(
  { first, last }: ByteSpan,
  opened: OpenedEnvelope,
): Promise<{ from: number; to: number }> {
  const contentBytes = await opened.contentBytes()
  if (first < contentBytes) {
    return { from: first, to: Math.min((last ?? contentBytes) + 1, contentBytes) }
  }
  throw new GirError("ERR_CMS_RANGE", `byte ${first} is behind the ${contentBytes} that there are`)
}

import { byteSource, readEnvelopeHeader, removeArmor, type CiphertextSource } from "@gir/cms"
import type { RewrappedEnvelope } from "@gir/cms-decrypt"
import { GirError } from "@gir/errors"
import { createHash } from "node:crypto"

/**
 * Reads a rewrapped envelope back and compares it with the old one: the same bytes from the end of
 * the recipients on, and a header that says what it should.
 *
 * @returns SHA-256 of the bytes that both have, the whole content among them.
 * @throws ERR_CLI_OUTPUT_FAILED when it is not so.
 */
export async function assertUnchanged(
  before: CiphertextSource,
  after: CiphertextSource,
  { head, unchangedFrom, totalBytes, recipients }: RewrappedEnvelope,
): Promise<string> {
  const { envelope } = await removeArmor(byteSource(after))
  const { recipientInfos } = await readEnvelopeHeader(envelope)
  const [expected, found] = [
    await sha256From(before, unchangedFrom),
    await sha256From(after, head.length),
  ]
  const isSame = expected === found && envelope.totalBytes === totalBytes
  if (isSame && recipientInfos.length === recipients) return found
  throw new GirError("ERR_CLI_OUTPUT_FAILED", "the file that was written is not what was meant")
}

async function sha256From(source: CiphertextSource, from: number): Promise<string> {
  const { envelope } = await removeArmor(byteSource(source))
  const hash = createHash("sha256")
  for await (const chunk of envelope.chunks(from, envelope.totalBytes)) hash.update(chunk)
  return hash.digest("hex")
}

import { cipherEntry } from "./algorithms.ts"
import { nameOf } from "./describe-node.ts"
import { cutOf } from "./explain-tree.ts"
import type { EnvelopeInspection } from "./inspect-envelope.ts"
import type { ListedNode } from "./list-nodes.ts"
import { shellWord } from "./shell-word.ts"

/** A step with OpenSSL, ready to be copied. */
export interface OpeningCommand {
  readonly title: string
  readonly command: string
}

/** Names in the commands that whoever types them puts in. */
const KEY = "KEY.pem"
const CERTIFICATE = "CERT.pem"

/** @returns the line that opens a wrapped session key, and shows the whole block. */
export function unwrapCommand(cut: string, key: string): string {
  return `${cut} | openssl pkeyutl -decrypt -inkey ${key} -pkeyopt rsa_padding_mode:none -hexdump`
}

/** @returns the line that opens the whole file. */
export function decryptCommand(file: string, key: string): string {
  return `openssl cms -decrypt -binary -inform DER -in ${file} -inkey ${key}`
}

/** @returns the steps from the bytes to the clear content, of a file of the DER encoding. */
export function openingCommands(
  inspection: EnvelopeInspection,
  nodes: readonly ListedNode[],
  file: string,
): OpeningCommand[] {
  const word = shellWord(file)
  return [
    { title: "The tree of values", command: `openssl asn1parse -inform DER -in ${word}` },
    {
      title: "The fields by name",
      command: `openssl cms -cmsout -print -noout -inform DER -in ${word}`,
    },
    {
      title: "Whether a certificate is the one that a recipient names",
      command: `openssl x509 -noout -issuer -serial -in ${CERTIFICATE}`,
    },
    ...unwrapping(inspection, nodes, file),
    ...contentCommands(inspection, file),
    { title: "All at once", command: decryptCommand(word, KEY) },
  ]
}

function unwrapping(
  { recipients }: EnvelopeInspection,
  nodes: readonly ListedNode[],
  file: string,
): OpeningCommand[] {
  return recipients.flatMap((recipient, index) => {
    const end = recipient.offset + recipient.bytes
    const node = nodes.find(
      ({ name, offset }) => name === "encryptedKey" && offset > recipient.offset && offset < end,
    )
    if (node === undefined) return []
    const title = `RSA: the block that holds the session key of [${index}], ${nameOf(recipient)}`
    return [{ title, command: unwrapCommand(cutOf(node, file), KEY) }]
  })
}

/** OpenSSL's enc has no authenticated modes, and reads no content in pieces. */
function contentCommands(
  { cipher, ivHex, content }: EnvelopeInspection,
  file: string,
): OpeningCommand[] {
  const { mode, nodeName } = cipherEntry(cipher)
  if (mode !== "cbc" || content.pieces !== 1) return []
  const place = { offset: content.firstOctet, headerBytes: 0, contentBytes: content.bytes }
  const title = "The content, under the session key in $CEK (hexadecimal)"
  const command = `${cutOf(place, file)} | openssl enc -d -${nodeName} -K "$CEK" -iv ${ivHex}`
  return [{ title, command }]
}

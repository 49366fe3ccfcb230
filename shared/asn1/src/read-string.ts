import type { Asn1Node } from "./asn1-node.ts"
import { TAG } from "./asn1-node.ts"
import { malformed } from "./malformed.ts"
import { leaves } from "./read-values.ts"

type Decode = (content: Buffer) => string | null

const DECODERS: ReadonlyMap<number, Decode> = new Map([
  [TAG.utf8String, decodeUtf8],
  [TAG.numericString, decodeAscii],
  [TAG.printableString, decodeAscii],
  [TAG.ia5String, decodeAscii],
  [TAG.visibleString, decodeAscii],
  // Real T.61 is long gone; what certificates carry under this tag is Latin-1.
  [TAG.teletexString, (content: Buffer) => content.toString("latin1")],
  [TAG.bmpString, decodeBmp],
  [TAG.universalString, decodeUniversal],
])

/**
 * Reads any of the character string types as text.
 *
 * @throws ERR_ASN1_MALFORMED also for a NUL, which hides the rest of a name from C programs.
 */
export function readString(node: Asn1Node): string {
  const decode = node.tagClass === "universal" ? DECODERS.get(node.tagNumber) : undefined
  if (decode === undefined) throw malformed("expected a character string", node.offset)
  const text = decode(stringContent(node))
  if (text === null) throw malformed("the string does not fit its type", node.offset)
  if (text.includes("\0")) throw malformed("the string contains a NUL", node.offset)
  return text
}

/** X.690 §8.23.3: segments of a constructed string are OCTET STRINGs. */
function stringContent(node: Asn1Node): Buffer {
  if (!node.isConstructed) return Buffer.from(node.content)
  return Buffer.concat(leaves(node, TAG.octetString).map((leaf) => leaf.content))
}

function decodeUtf8(content: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return null
  }
}

function decodeAscii(content: Buffer): string | null {
  return content.some((octet) => octet > 0x7f) ? null : content.toString("latin1")
}

function decodeBmp(content: Buffer): string | null {
  if (content.length % 2 !== 0) return null
  const text = content.swap16().toString("utf16le")
  return /[\uD800-\uDFFF]/.test(text) ? null : text
}

function decodeUniversal(content: Buffer): string | null {
  if (content.length % 4 !== 0) return null
  let text = ""
  for (let at = 0; at < content.length; at += 4) {
    const point = content.readUInt32BE(at)
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null
    text += String.fromCodePoint(point)
  }
  return text
}

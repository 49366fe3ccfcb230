import type { ListedNode } from "./list-nodes.ts"

/** By the field around it, and by its place in that: what the standards call a value. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  // RFC 5652 §10.2.4: issuerAndSerialNumber.
  rid: ["issuer", "serialNumber"],
  // RFC 5280 §4.1.1.2 and §4.1.2.4.
  keyEncryptionAlgorithm: ["algorithm", "parameters"],
  contentEncryptionAlgorithm: ["algorithm", "parameters"],
  AttributeTypeAndValue: ["type", "value"],
  AlgorithmIdentifier: ["algorithm", "parameters"],
  Attribute: ["attrType", "attrValues"],
}
const ALL_ALIKE: Readonly<Record<string, string>> = {
  issuer: "RelativeDistinguishedName",
  RelativeDistinguishedName: "AttributeTypeAndValue",
  authAttrs: "Attribute",
  unauthAttrs: "Attribute",
  unprotectedAttrs: "Attribute",
  encryptedContent: "piece",
  piece: "piece",
  hashAlgorithm: "AlgorithmIdentifier",
  maskGenAlgorithm: "AlgorithmIdentifier",
  pSourceAlgorithm: "AlgorithmIdentifier",
}
/** RFC 8017 §A.2.1: RSAES-OAEP-params. */
const OAEP = ["hashAlgorithm", "maskGenAlgorithm", "pSourceAlgorithm"]
/** RFC 5084 §3.2: GCMParameters. */
const GCM = ["aes-nonce", "aes-ICVlen"]

/** @returns for each value what the standards call it; null where they give it no name. */
export function innerFields(nodes: readonly ListedNode[]): readonly (string | null)[] {
  const names: (string | null)[] = []
  /** The values around the next one, the outermost first. */
  const around: { name: string | null; children: number }[] = []
  for (const node of nodes) {
    around.length = node.depth
    const parents = around.map(({ name }) => name)
    const place = around.at(-1)?.children ?? 0
    const name = node.name ?? nameInside(node, parents, place)
    const parent = around.at(-1)
    if (parent !== undefined) parent.children += 1
    around.push({ name, children: 0 })
    names.push(name)
  }
  return names
}

function nameInside(
  node: ListedNode,
  parents: readonly (string | null)[],
  place: number,
): string | null {
  const { tagClass, tagNumber } = node
  if (tagClass === "universal" && tagNumber === 0) return "end-of-contents"
  const parent = parents.at(-1) ?? ""
  if (parent === "EnvelopedData" || parent === "AuthEnvelopedData")
    return trailerField(node, parent)
  if (parent === "parameters") return parameterField(node, parents.at(-2) ?? null, place)
  return SEQUENCES[parent]?.[place] ?? ALL_ALIKE[parent] ?? null
}

/** RFC 5652 §6.1 and RFC 5083 §2.1: what follows the content. */
function trailerField({ tagClass, tagNumber }: ListedNode, parent: string): string | null {
  if (tagClass === "universal") return "mac"
  if (parent === "EnvelopedData") return "unprotectedAttrs"
  return tagNumber === 1 ? "authAttrs" : "unauthAttrs"
}

function parameterField(
  { tagClass, tagNumber }: ListedNode,
  algorithm: string | null,
  place: number,
): string | null {
  if (algorithm === "keyEncryptionAlgorithm" && tagClass === "context") {
    return OAEP[tagNumber] ?? null
  }
  if (algorithm === "contentEncryptionAlgorithm") return GCM[place] ?? null
  // The hash under MGF1 is an AlgorithmIdentifier without one around it.
  return SEQUENCES["AlgorithmIdentifier"]?.[place] ?? null
}

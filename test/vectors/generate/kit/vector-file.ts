/** What must come of opening a vector; each kind but `success` is one error code. */
export const OUTCOMES = {
  success: null,
  "no match": "ERR_CMS_NO_RECIPIENT",
  malformed: "ERR_CMS_MALFORMED",
  unsupported: "ERR_CMS_UNSUPPORTED",
  "limit exceeded": "ERR_CMS_LIMIT_EXCEEDED",
  "legacy cipher": "ERR_CMS_LEGACY_CIPHER",
  "no integrity": "ERR_CMS_UNAUTHENTICATED_CONTENT",
  "decryption failure": "ERR_CMS_DECRYPTION_FAILED",
} as const

export type Outcome = keyof typeof OUTCOMES

/** One scenario: lines of text, an empty line, and the envelope as it is. */
export interface Vector {
  /** Pinned, so that a fault below is not hidden by one above. */
  readonly expect: Outcome
  readonly policy: "strict" | "compat"
  /** SHA-256 of everything that is released before the end, in hexadecimal. */
  readonly released: string
  readonly comment: string
  readonly envelope: Uint8Array
}

export function encodeVector({ envelope, ...fields }: Vector): Uint8Array {
  const { expect, policy, released, comment } = fields
  const lines = [`expect: ${expect}`, `policy: ${policy}`, `released: ${released}`]
  return Buffer.concat([Buffer.from(`${lines.join("\n")}\ncomment: ${comment}\n\n`), envelope])
}

export function decodeVector(bytes: Buffer): Vector {
  const end = bytes.indexOf("\n\n")
  const fields = new Map(
    bytes
      .toString("utf8", 0, end)
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
  )
  const field = (name: string): string => {
    const value = fields.get(name)
    if (value === undefined) throw new Error(`the vector has no ${name}`)
    return value
  }
  const [expect, policy] = [field("expect"), field("policy")]
  if (!Object.hasOwn(OUTCOMES, expect)) throw new Error(`${expect} is no outcome`)
  if (policy !== "strict" && policy !== "compat") throw new Error(`${policy} is no policy`)
  const [released, comment] = [field("released"), field("comment")]
  const envelope = bytes.subarray(end + 2)
  return { expect: expect as Outcome, policy, released, comment, envelope }
}

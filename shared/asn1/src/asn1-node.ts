/** The two highest bits of the identifier octet (X.690 §8.1.2.2). */
export type TagClass = "universal" | "application" | "context" | "private"

/** Identifier and length octets of one value, without its content (X.690 §8.1.2, §8.1.3). */
export interface Asn1Header {
  readonly tagClass: TagClass
  readonly tagNumber: number
  readonly isConstructed: boolean
  /** The content ends with end-of-contents octets instead of after `contentBytes` octets. */
  readonly isIndefinite: boolean
  /** Identifier and length octets together. */
  readonly headerBytes: number
  /** Content octets; 0 while `isIndefinite`, because only the end tells. */
  readonly contentBytes: number
}

/** One decoded value. The byte views share memory with the input: nothing is copied. */
export interface Asn1Node extends Asn1Header {
  /** Position of the identifier octet, from the start of the whole input. */
  readonly offset: number
  /** Content octets without the end-of-contents octets, also when `isIndefinite`. */
  readonly contentBytes: number
  /** Header, content, and the two end-of-contents octets of an indefinite value. */
  readonly totalBytes: number
  readonly bytes: Uint8Array
  readonly content: Uint8Array
  /** Empty when the value is primitive. */
  readonly children: readonly Asn1Node[]
}

/** Universal tag numbers (X.680 §8.4) that this house meets. */
export const TAG = {
  endOfContents: 0,
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const

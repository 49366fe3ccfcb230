import { defineCodes } from "../code-entry.ts"

export const ASN1_CODES = defineCodes({
  ERR_ASN1_MALFORMED: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The bytes are not BER or DER, or exceed the reader's limits.",
    next: "Inspect the file: openssl asn1parse -inform DER -in FILE",
  },
})

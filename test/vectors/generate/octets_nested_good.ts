import { encodeOctetString, encodeValue } from "@gir/asn1"
import { encryptCbc, enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const octets = encryptCbc()
const [a, b, c] = [octets.subarray(0, 5), octets.subarray(5, 40), octets.subarray(40)]
const inner = encodeValue(0x24, encodeOctetString(a), encodeOctetString(b))

writeVector(import.meta.url, {
  expect: "success",
  // X.690 §8.7.3.2: the pieces of a constructed OCTET STRING may be constructed again.
  comment: "the content in pieces, of which the first one is itself in pieces",
  envelope: enveloped({ content: encodeValue(0xa0, inner, encodeOctetString(c)) }),
})

import { encodeOctetString } from "@gir/asn1"
import { algorithmOf, enveloped, IV } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "unsupported",
  comment: "a content cipher that nobody knows",
  envelope: enveloped({ cipher: algorithmOf("1.2.3.4.5", encodeOctetString(IV)) }),
})

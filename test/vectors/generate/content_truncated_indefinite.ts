import { encodeOctetString } from "@gir/asn1"
import { encryptCbc, enveloped, indefinite } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const content = indefinite(0xa0, encodeOctetString(encryptCbc()))

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "BER of indefinite length that ends without its end-of-contents: all content is there",
  envelope: enveloped({ content, frame: indefinite }).subarray(0, -10),
})

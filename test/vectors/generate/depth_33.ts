import { encodeOctetString, encodeValue } from "@gir/asn1"
import { enveloped } from "./kit/envelope.ts"
import { encryptCbc } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

/** Constructed OCTET STRING. */
const CONSTRUCTED = 0x24

let content = encodeOctetString(encryptCbc())
for (let depth = 0; depth < 33; depth += 1) content = encodeValue(CONSTRUCTED, content)

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "the content lies in 33 OCTET STRINGs inside each other",
  envelope: enveloped({ content: encodeValue(0xa0, content) }),
})

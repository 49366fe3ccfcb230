import { encodeContext, encodeOctetString, encodeOid, encodeSequence, encodeSet } from "@gir/asn1"
import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const attribute = encodeSequence(encodeOid("1.2.3.4"), encodeSet(encodeOctetString(Buffer.of(1))))

writeVector(import.meta.url, {
  expect: "success",
  comment: "unprotected attributes behind the content (version 2)",
  envelope: enveloped({
    version: 2,
    behind: [encodeContext(1, attribute, { constructed: true })],
  }),
})

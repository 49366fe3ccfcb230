import { enveloped, primitive } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "encryptedContent of no octets, where even nothing has a block of padding",
  envelope: enveloped({ content: primitive(Buffer.alloc(0)) }),
})

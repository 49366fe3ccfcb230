import { encryptCbc, enveloped, primitive } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const content = Buffer.alloc(0)

writeVector(import.meta.url, {
  expect: "success",
  comment: "no content: one block of nothing but padding",
  content,
  envelope: enveloped({ content: primitive(encryptCbc(content)) }),
})

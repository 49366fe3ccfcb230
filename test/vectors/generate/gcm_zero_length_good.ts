import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const content = Buffer.alloc(0)

writeVector(import.meta.url, {
  expect: "success",
  policy: "strict",
  comment: "no content at all, and a tag over it",
  content,
  envelope: authEnveloped(encryptGcm(content)),
})

import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "AuthEnvelopedData that ends where its mac should be",
  envelope: authEnveloped(encryptGcm(), { behind: [] }),
})

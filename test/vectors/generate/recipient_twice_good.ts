import { enveloped, recipient } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  comment: "the same recipient twice, with the same key",
  envelope: enveloped({ recipients: [recipient(), recipient()] }),
})

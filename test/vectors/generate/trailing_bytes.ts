import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "16 octets follow the envelope, which nothing vouches for",
  envelope: Buffer.concat([enveloped(), Buffer.alloc(16, 0x61)]),
})

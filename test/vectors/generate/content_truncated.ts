import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "cut off a block before the end of the content",
  envelope: enveloped().subarray(0, -16),
})

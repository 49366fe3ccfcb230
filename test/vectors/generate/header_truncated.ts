import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "cut off inside the first recipient",
  envelope: enveloped().subarray(0, 90),
})

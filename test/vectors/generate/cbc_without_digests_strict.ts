import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "no integrity",
  policy: "strict",
  comment: "the same envelope as cbc_good: nothing would tell a change in it",
  envelope: enveloped(),
})

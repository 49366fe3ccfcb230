import { tripleDes } from "./kit/triple-des.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "legacy cipher",
  policy: "strict",
  comment: "the same envelope as triple_des_compat_good",
  envelope: tripleDes(),
})

import { tripleDes } from "./kit/triple-des.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  comment: "3DES in CBC mode, as old mail programs wrote it",
  envelope: tripleDes(),
})

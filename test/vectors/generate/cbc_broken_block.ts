import { encryptCbc, enveloped, primitive } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "the content lacks its last octet, and its length says so: no whole number of blocks",
  envelope: enveloped({ content: primitive(encryptCbc().subarray(0, -1)) }),
})

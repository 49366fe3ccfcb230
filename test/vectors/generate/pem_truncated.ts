import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const base64 = Buffer.from(enveloped()).toString("base64").replace(/.{64}/g, "$&\n")

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "PEM without its last line",
  envelope: Buffer.from(`-----BEGIN CMS-----\n${base64}\n`),
})

import { createCipheriv } from "node:crypto"
import { CEK, enveloped, IV, primitive } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const cipher = createCipheriv("aes-256-cbc", CEK, IV).setAutoPadding(false)

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "the last octet is 0, where padding is 1 to 16",
  envelope: enveloped({ content: primitive(cipher.update(Buffer.alloc(48))) }),
})

import { createCipheriv } from "node:crypto"
import { CEK, enveloped, IV, primitive } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

// 47 octets and a 2: the padding says that two octets of it are there.
const cipher = createCipheriv("aes-256-cbc", CEK, IV).setAutoPadding(false)
const octets = cipher.update(Buffer.concat([Buffer.alloc(47, 0x61), Buffer.of(2)]))

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "the padding's last octet says 2, and the one before it is no 2",
  envelope: enveloped({ content: primitive(octets) }),
})

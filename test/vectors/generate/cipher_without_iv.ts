import { algorithmOf, enveloped, OID } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "AES-256-CBC without its initialization vector",
  envelope: enveloped({ cipher: algorithmOf(OID.aes256Cbc) }),
})

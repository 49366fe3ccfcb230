import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const { octets, tag } = encryptGcm()
octets[octets.length - 1]! ^= 1

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "the last octet of the content is wrong",
  envelope: authEnveloped({ octets, tag }),
})

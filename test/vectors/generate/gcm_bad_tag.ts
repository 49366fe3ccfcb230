import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const { octets, tag } = encryptGcm()
tag[15]! ^= 1

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "one bit of the tag is wrong: not one octet may leave, though all of them decrypt",
  envelope: authEnveloped({ octets, tag }),
})

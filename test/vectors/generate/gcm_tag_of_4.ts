import { authEnveloped, encryptGcm, gcm, NONCE } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const { octets, tag } = encryptGcm()

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "a tag of 4 octets, said and made: RFC 5084 section 3.2 has 12 to 16",
  envelope: authEnveloped({ octets, tag: tag.subarray(0, 4) }, { cipher: gcm(NONCE, 4) }),
})

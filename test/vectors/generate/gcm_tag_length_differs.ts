import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const { octets, tag } = encryptGcm()

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "aes-ICVlen says 16, and the mac has 12 octets: a shorter tag is easier to forge",
  envelope: authEnveloped({ octets, tag: tag.subarray(0, 12) }),
})

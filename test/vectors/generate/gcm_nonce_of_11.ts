import { authEnveloped, encryptGcm, gcm, NONCE } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const nonce = NONCE.subarray(0, 11)

writeVector(import.meta.url, {
  expect: "unsupported",
  comment: "a nonce of 11 octets, which GCM would hash into another one",
  envelope: authEnveloped(encryptGcm(undefined, { nonce }), { cipher: gcm(nonce, 16) }),
})

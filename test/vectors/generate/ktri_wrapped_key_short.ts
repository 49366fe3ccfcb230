import { CEK, enveloped, keyTrans } from "./kit/envelope.ts"
import { RECIPIENT } from "./kit/keys.ts"
import { wrapPkcs1 } from "./kit/wrap.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "the wrapped key has 255 octets, and the modulus 256",
  envelope: enveloped({ recipients: [keyTrans(wrapPkcs1(RECIPIENT, CEK).subarray(1))] }),
})

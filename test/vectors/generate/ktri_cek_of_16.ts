import { CEK, enveloped, keyTrans } from "./kit/envelope.ts"
import { RECIPIENT } from "./kit/keys.ts"
import { wrapPkcs1 } from "./kit/wrap.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "a key of 16 octets is wrapped for a cipher that takes 32",
  envelope: enveloped({ recipients: [keyTrans(wrapPkcs1(RECIPIENT, CEK.subarray(0, 16)))] }),
})

import { CEK, enveloped, keyTrans } from "./kit/envelope.ts"
import { RECIPIENT } from "./kit/keys.ts"
import { wrapPkcs1 } from "./kit/wrap.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment:
    "the wrapped block begins with 00 01: the failure must be that of a wrong key (RFC 3218)",
  envelope: enveloped({ recipients: [keyTrans(wrapPkcs1(RECIPIENT, CEK, [0, 1]))] }),
})

import { CEK, enveloped, keyTrans, recipient } from "./kit/envelope.ts"
import { RECIPIENT } from "./kit/keys.ts"
import { wrapPkcs1 } from "./kit/wrap.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment:
    "the same recipient twice: the first one decides, so that no envelope asks two questions",
  envelope: enveloped({
    recipients: [keyTrans(wrapPkcs1(RECIPIENT, CEK, [0, 1])), recipient()],
  }),
})

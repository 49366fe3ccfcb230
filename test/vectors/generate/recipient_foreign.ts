import { enveloped, recipient } from "./kit/envelope.ts"
import { FOREIGN } from "./kit/keys.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "no match",
  comment: "made for another certificate only, which is normal after a rotation",
  envelope: enveloped({ recipients: [recipient({ to: FOREIGN })] }),
})

import { enveloped, recipient } from "./kit/envelope.ts"
import { FOREIGN } from "./kit/keys.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "limit exceeded",
  comment: "65 recipients, one more than are read; ours is the last",
  envelope: enveloped({
    recipients: [...Array.from({ length: 64 }, () => recipient({ to: FOREIGN })), recipient()],
  }),
})

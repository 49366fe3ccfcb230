import { enveloped, recipient } from "./kit/envelope.ts"
import { FOREIGN } from "./kit/keys.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  comment: "another certificate first, then ours by its key identifier (version 2)",
  envelope: enveloped({
    version: 2,
    recipients: [recipient({ to: FOREIGN }), recipient({ byKeyIdentifier: true })],
  }),
})

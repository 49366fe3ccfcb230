import { enveloped } from "./kit/envelope.ts"
import { oaepRecipient } from "./kit/oaep.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  comment: "RSAES-OAEP with SHA-256, and MGF1 with SHA-1, as Java writes it",
  envelope: enveloped({ recipients: [oaepRecipient({ hash: "sha256", maskHash: "sha1" })] }),
})

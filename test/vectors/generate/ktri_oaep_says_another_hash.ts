import { enveloped } from "./kit/envelope.ts"
import { oaepRecipient } from "./kit/oaep.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "RSAES-OAEP made with SHA-1 throughout, and said to be made with SHA-256",
  envelope: enveloped({
    recipients: [
      oaepRecipient({ hash: "sha1", maskHash: "sha1" }, { hash: "sha256", maskHash: "sha256" }),
    ],
  }),
})

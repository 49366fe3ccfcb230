import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  policy: "strict",
  comment: "what the modern profile's cipher writes: AES-256-GCM with a tag of 16 octets",
  envelope: authEnveloped(encryptGcm()),
})

import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "success",
  comment: "what the classic profile writes: AES-256-CBC, RSAES-PKCS1-v1_5, one recipient",
  envelope: enveloped(),
})

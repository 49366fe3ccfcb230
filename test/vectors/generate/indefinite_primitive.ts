import { encryptCbc, enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  // X.690 §8.1.3.2: only a constructed value may have an indefinite length.
  comment: "a primitive content of indefinite length, where only its own length tells its end",
  envelope: enveloped({
    content: Buffer.concat([Buffer.of(0x80, 0x80), encryptCbc(), Buffer.alloc(2)]),
  }),
})

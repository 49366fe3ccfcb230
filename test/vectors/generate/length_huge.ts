import { encryptCbc, enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

writeVector(import.meta.url, {
  expect: "malformed",
  comment: "the content claims 2^47 octets and has 64: nothing is allocated by what is claimed",
  envelope: enveloped({
    content: Buffer.concat([
      Buffer.of(0x80, 0x86, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff),
      encryptCbc(),
    ]),
  }),
})

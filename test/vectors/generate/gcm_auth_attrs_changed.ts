import { encodeContext, encodeOctetString, encodeOid, encodeSequence, encodeSet } from "@gir/asn1"
import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const attribute = (value: number): Uint8Array =>
  encodeSequence(encodeOid("1.2.3.4"), encodeSet(encodeOctetString(Buffer.of(value))))

writeVector(import.meta.url, {
  expect: "decryption failure",
  comment: "an authenticated attribute says 2 where the tag was made over 1",
  envelope: authEnveloped(encryptGcm(undefined, { aad: encodeSet(attribute(1)) }), {
    attributes: encodeContext(1, attribute(2), { constructed: true }),
  }),
})

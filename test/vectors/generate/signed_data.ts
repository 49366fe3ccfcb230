import { encodeContext, encodeInteger, encodeOid, encodeSequence } from "@gir/asn1"
import { OID } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const signedData = encodeSequence(encodeInteger(1))

writeVector(import.meta.url, {
  expect: "unsupported",
  comment: "SignedData, which is no envelope",
  envelope: encodeSequence(
    encodeOid(OID.signedData),
    encodeContext(0, signedData, { constructed: true }),
  ),
})

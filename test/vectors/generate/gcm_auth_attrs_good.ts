import { encodeContext, encodeOctetString, encodeOid, encodeSequence, encodeSet } from "@gir/asn1"
import { authEnveloped, encryptGcm } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const attribute = encodeSequence(encodeOid("1.2.3.4"), encodeSet(encodeOctetString(Buffer.of(1))))

writeVector(import.meta.url, {
  expect: "success",
  policy: "strict",
  // RFC 5083 §2.2: the AAD is the DER of authAttrs as a SET OF, not as [1].
  comment: "authenticated attributes, which the tag covers too",
  envelope: authEnveloped(encryptGcm(undefined, { aad: encodeSet(attribute) }), {
    attributes: encodeContext(1, attribute, { constructed: true }),
  }),
})

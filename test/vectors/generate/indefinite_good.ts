import { encodeOctetString } from "@gir/asn1"
import { encryptCbc, enveloped, indefinite } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const octets = encryptCbc()
const pieces = [encodeOctetString(octets.subarray(0, 16)), encodeOctetString(octets.subarray(16))]

writeVector(import.meta.url, {
  expect: "success",
  comment: "BER of indefinite length, as openssl cms -stream writes it",
  envelope: enveloped({ content: indefinite(0xa0, ...pieces), frame: indefinite }),
})

import { encodeOctetString } from "@gir/asn1"
import { createCipheriv } from "node:crypto"
import { algorithmOf, CEK, enveloped, IV, keyTrans, OID, primitive } from "./envelope.ts"
import { RECIPIENT } from "./keys.ts"
import { wrapPkcs1 } from "./wrap.ts"
import { RECORDING } from "./write-vector.ts"

export function tripleDes(): Uint8Array {
  const [key, iv] = [CEK.subarray(0, 24), IV.subarray(0, 8)]
  const cipher = createCipheriv("des-ede3-cbc", key, iv)
  const octets = Buffer.concat([cipher.update(RECORDING), cipher.final()])
  return enveloped({
    recipients: [keyTrans(wrapPkcs1(RECIPIENT, key))],
    cipher: algorithmOf(OID.tripleDesCbc, encodeOctetString(iv)),
    content: primitive(octets),
  })
}

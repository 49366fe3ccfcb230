import { encodeContext, encodeNull, encodeSequence } from "@gir/asn1"
import { algorithmOf, CEK, keyTrans, OID } from "./envelope.ts"
import { RECIPIENT } from "./keys.ts"
import { wrapOaep, type OaepHashes } from "./wrap.ts"

const HASH_OIDS: Readonly<Record<string, string>> = { sha1: OID.sha1, sha256: OID.sha256 }

/** RSAES-OAEP for the recipient. @param said what the parameters say, if not the truth. */
export function oaepRecipient(made: OaepHashes, said: OaepHashes = made): Uint8Array {
  const hash = algorithmOf(HASH_OIDS[said.hash]!, encodeNull())
  const maskHash = algorithmOf(HASH_OIDS[said.maskHash]!, encodeNull())
  // RFC 4055 §4.1: [0] hashFunc, [1] maskGenFunc, [2] pSourceFunc, which is the default.
  const parameters = encodeSequence(
    encodeContext(0, hash, { constructed: true }),
    encodeContext(1, algorithmOf(OID.mgf1, maskHash), { constructed: true }),
  )
  const algorithm = algorithmOf(OID.rsaesOaep, parameters)
  return keyTrans(wrapOaep(RECIPIENT, CEK, made), { algorithm })
}

import {
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOid,
  encodeSequence,
  encodeValue,
  TAG,
} from "@gir/asn1"
import { drawCa } from "../draw.ts"
import { rsaKey } from "../keys.ts"
import { rebuild, resignDer, TBS } from "../rebuild.ts"
import { below, invalid, root, valid, type LimboCase } from "./limbo-case.ts"

/** RFC 5280 §4.1.1.2, §4.1.1.3, and the algorithms of RFC 4055, 5758, 8410. */
export function signatureCases(): readonly LimboCase[] {
  const anchor = root()
  const leaf = below(anchor)
  const rsaRoot = drawCa("RSA", { key: rsaKey(2) })
  const byRsa = below(rsaRoot)
  const changed = Buffer.from(leaf.certificate.der)
  changed[changed.length - 1]! ^= 1
  const algorithm = (oid: string, ...parameters: readonly Uint8Array[]): Uint8Array =>
    encodeSequence(encodeOid(oid), ...parameters)
  const rsa = (name: Uint8Array, hash: string): Uint8Array =>
    resignDer(byRsa.certificate, {
      parts: {},
      privateKey: rsaRoot.key.privateKey,
      algorithm: name,
      hash,
    })
  const sha256 = algorithm("2.16.840.1.101.3.4.2.1", encodeNull())
  const tagged = (n: number, value: Uint8Array): Uint8Array =>
    encodeContext(n, value, { constructed: true })
  const pssParameters = encodeSequence(
    tagged(0, sha256),
    tagged(1, algorithm("1.2.840.113549.1.1.8", sha256)),
    tagged(2, encodeInteger(32)),
  )
  const pss = (saltLength: number): Uint8Array =>
    resignDer(byRsa.certificate, {
      parts: {},
      privateKey: rsaRoot.key.privateKey,
      algorithm: algorithm("1.2.840.113549.1.1.10", pssParameters),
      pss: { saltLength },
    })
  return [
    invalid("root -> leaf (a changed signature)", [changed, anchor]),
    invalid("root -> leaf (two signature algorithms)", [
      rebuild(leaf.certificate, TBS.signature, algorithm("1.2.840.10045.4.3.3")),
      anchor,
    ]),
    valid("RSA with SHA-512", [
      rsa(algorithm("1.2.840.113549.1.1.13", encodeNull()), "sha512"),
      rsaRoot,
    ]),
    valid("RSA without the NULL", [rsa(algorithm("1.2.840.113549.1.1.11"), "sha256"), rsaRoot]),
    valid("RSA with SHA-1", [
      rsa(algorithm("1.2.840.113549.1.1.5", encodeNull()), "sha1"),
      rsaRoot,
    ]),
    invalid("RSA with MD5", [rsa(algorithm("1.2.840.113549.1.1.4", encodeNull()), "md5"), rsaRoot]),
    valid("RSASSA-PSS with SHA-256", [pss(32), rsaRoot]),
    invalid("RSASSA-PSS with another salt than it says", [pss(20), rsaRoot]),
    invalid("an RSA signature that says ECDSA", [
      rsa(algorithm("1.2.840.10045.4.3.2"), "sha256"),
      rsaRoot,
    ]),
    invalid("an algorithm that nobody knows", [rsa(algorithm("1.2.3.4"), "sha256"), rsaRoot]),
    invalid("root -> leaf (a signature that ends inside an octet)", [
      resignDer(leaf.certificate, {
        parts: {},
        privateKey: anchor.key.privateKey,
        wrap: (signature) =>
          encodeValue(TAG.bitString, Buffer.concat([Buffer.of(1), signature.with(-1, 0)])),
      }),
      anchor,
    ]),
  ]
}

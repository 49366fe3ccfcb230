import { generateKeyPairSync } from "node:crypto"
import {
  encodeBitString,
  encodeBoolean,
  encodeContext,
  encodeInteger,
  encodeNull,
  encodeOctetString,
  encodeOid,
  encodeSequence,
} from "@gir/asn1"
import type { ErrorCode } from "@gir/errors"
import {
  parseCertificate as parse,
  profileNotices,
  validateChain,
  type Certificate,
} from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawCa, drawRecording, NOW, type DrawOptions } from "./draw.ts"
import { expectCode } from "./expect-code.ts"
import * as ext from "./extensions.ts"
import { ecKey, rsaKey } from "./keys.ts"
import { rebuild, resign, resignDer, TBS, type Resigning } from "./rebuild.ts"

const root = drawCa("Root", { key: ecKey(1) })
const leaf = drawRecording("Recording", { issuer: root })
const rootKey = ecKey(1).privateKey

/** The recording certificate with odd components, signed by the root. */
function odd(parts: Resigning["parts"], more: Partial<Resigning> = {}): Certificate {
  return resign(leaf.certificate, { parts, privateKey: rootKey, ...more })
}

function codeOf(certificate: Certificate, ca: readonly Certificate[] = [root.certificate]) {
  const verdict = validateChain({ certificate, caCertificates: ca, at: NOW })
  return verdict.isTrusted ? "OK" : verdict.code
}

const extension = (oid: string, isCritical: boolean, value: Uint8Array): Uint8Array =>
  encodeSequence(encodeOid(oid), encodeBoolean(isCritical), encodeOctetString(value))
const extensions = (...list: readonly Uint8Array[]): Uint8Array =>
  encodeContext(3, encodeSequence(...list), { constructed: true })

describe("a recording certificate that RFC 5280 section 4 forbids", () => {
  it("is the base of these tests, and trusted before it is changed", () => {
    expect(codeOf(odd({}))).toBe("OK")
  })

  it.each<[name: string, certificate: () => Certificate, code: ErrorCode]>([
    [
      "serial number zero",
      () => odd({ [TBS.serialNumber]: encodeInteger(0) }),
      "ERR_X509_SERIAL_NUMBER_INVALID",
    ],
    [
      "a negative serial number",
      () => odd({ [TBS.serialNumber]: encodeInteger(-5) }),
      "ERR_X509_SERIAL_NUMBER_INVALID",
    ],
    [
      "a serial number of 21 octets",
      () => odd({ [TBS.serialNumber]: encodeInteger(1n << 160n) }),
      "ERR_X509_SERIAL_NUMBER_INVALID",
    ],
    [
      "no subject and no other name",
      () => odd({ [TBS.subject]: encodeSequence() }),
      "ERR_X509_CHAIN_PROFILE",
    ],
    [
      "no subject and another name that is not critical",
      () =>
        odd({
          [TBS.subject]: encodeSequence(),
          [TBS.extensions]: extensions(
            extension("2.5.29.17", false, encodeSequence(ext.host("x.example"))),
          ),
        }),
      "ERR_X509_CHAIN_PROFILE",
    ],
    [
      "keyCertSign without cA",
      () => drawn({ extensions: [ext.keyUsage(2, 0x24)] }),
      "ERR_X509_CHAIN_PROFILE",
    ],
    ["an empty keyUsage", () => drawn({ extensions: [ext.keyUsage(0)] }), "ERR_X509_CHAIN_PROFILE"],
    [
      "a pathLenConstraint without cA",
      () =>
        drawn({
          extensions: [
            { oid: "2.5.29.19", isCritical: true, value: encodeSequence(encodeInteger(0)) },
          ],
        }),
      "ERR_X509_CHAIN_PROFILE",
    ],
    [
      "a critical authorityKeyIdentifier",
      () =>
        drawn({
          extensions: [{ oid: "2.5.29.35", isCritical: true, value: encodeSequence() }],
        }),
      "ERR_X509_CRITICAL_EXTENSION",
    ],
  ])("%s: refused", (_, certificate, code) => {
    expect(codeOf(certificate())).toBe(code)
  })

  it("no subject and a critical other name: trusted", () => {
    const certificate = odd({
      [TBS.subject]: encodeSequence(),
      [TBS.extensions]: extensions(
        extension("2.5.29.17", true, encodeSequence(ext.host("x.example"))),
      ),
    })
    expect(codeOf(certificate)).toBe("OK")
  })

  it("an issuer without a name: refused", () => {
    const nameless = resign(root.certificate, {
      parts: { [TBS.issuer]: encodeSequence(), [TBS.subject]: encodeSequence() },
      privateKey: rootKey,
    })
    expect(codeOf(odd({ [TBS.issuer]: encodeSequence() }), [nameless])).toBe(
      "ERR_X509_CHAIN_PROFILE",
    )
  })

  it("serial number zero on the root, which the CA file vouches for: trusted", () => {
    const zero = resign(root.certificate, {
      parts: { [TBS.serialNumber]: encodeInteger(0) },
      privateKey: rootKey,
    })
    expect(codeOf(leaf.certificate, [zero])).toBe("OK")
  })

  it("an EC root that spells out its curve (CVE-2020-0601): refused", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      paramEncoding: "explicit",
    })
    const spelt = drawCa("Spelt", { key: { privateKey, publicKey } })
    const certificate = drawRecording("Recording", { issuer: spelt }).certificate
    expect(codeOf(certificate, [spelt.certificate])).toBe("ERR_X509_CHAIN_PROFILE")
  })
})

function drawn(options: DrawOptions): Certificate {
  return drawRecording("Recording", { issuer: root, ...options }).certificate
}

describe("a certificate that is no DER, or of another version", () => {
  const bytes = leaf.certificate.der
  it.each<[name: string, der: () => Uint8Array, code: ErrorCode]>([
    [
      "extensions in version 1",
      () => resignDer(leaf.certificate, { parts: { [TBS.version]: null }, privateKey: rootKey }),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "version 4",
      () =>
        rebuild(
          leaf.certificate,
          TBS.version,
          encodeContext(0, encodeInteger(3), { constructed: true }),
        ),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "an empty list of extensions",
      () => rebuild(leaf.certificate, TBS.extensions, extensions()),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "TRUE written as 01",
      () => {
        const loose = Buffer.from(extension("2.5.29.19", true, encodeSequence()))
        loose[loose.indexOf(0xff)] = 1
        return rebuild(leaf.certificate, TBS.extensions, extensions(loose))
      },
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "the same extension twice",
      () => {
        const one = extension("2.5.29.19", true, encodeSequence())
        return rebuild(leaf.certificate, TBS.extensions, extensions(one, one))
      },
      "ERR_X509_EXTENSION_INVALID",
    ],
    ["a byte after it", () => Buffer.concat([bytes, Buffer.of(0)]), "ERR_X509_TRAILING_BYTES"],
    [
      "a signature that ends inside an octet",
      () =>
        resignDer(leaf.certificate, {
          parts: {},
          privateKey: rootKey,
          wrap: (signature) => {
            const octets = Buffer.from(encodeBitString(Buffer.concat([signature, Buffer.of(0)])))
            octets[octets.indexOf(0, 1)] = 1
            return octets
          },
        }),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "a constructed serial number",
      () => rebuild(leaf.certificate, TBS.serialNumber, Uint8Array.of(0x22, 3, 2, 1, 5)),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
    [
      "two signature algorithms",
      () =>
        rebuild(leaf.certificate, TBS.signature, encodeSequence(encodeOid("1.2.840.10045.4.3.3"))),
      "ERR_X509_CERTIFICATE_MALFORMED",
    ],
  ])("%s: refused", (_, der, code) => {
    expectCode(code, () => codeOf(parse(der())))
  })

  it.each<[name: string, value: Uint8Array, oid: string]>([
    ["an empty subjectAltName", encodeSequence(), "2.5.29.17"],
    ["an empty extendedKeyUsage", encodeSequence(), "2.5.29.37"],
    [
      "name constraints without a subtree",
      encodeSequence(encodeContext(0, new Uint8Array(), { constructed: true })),
      "2.5.29.30",
    ],
    ["a keyUsage with an unused bit set", Uint8Array.of(3, 2, 5, 0x21), "2.5.29.15"],
    ["a cA of 01", encodeSequence(Uint8Array.of(1, 1, 1)), "2.5.29.19"],
    ["bytes after an extension's value", Uint8Array.of(0x30, 0, 0), "2.5.29.19"],
  ])("%s: refused", (_, value, oid) => {
    expectCode("ERR_X509_EXTENSION_INVALID", () =>
      parse(rebuild(leaf.certificate, TBS.extensions, extensions(extension(oid, true, value)))),
    )
  })

  it.each([
    ["of 5 octets", [10, 0, 0, 0, 255]],
    ["with a mask full of holes", [10, 0, 0, 0, 255, 0, 255, 0]],
  ])("an address constraint %s: refused", (_, octets) => {
    expectCode("ERR_X509_EXTENSION_INVALID", () =>
      drawCa("Constrained", {
        extensions: [ext.nameConstraints({ permitted: [ext.address(...octets)] })],
      }),
    )
  })
})

describe("an issuer's signature", () => {
  const sha256 = encodeSequence(encodeOid("2.16.840.1.101.3.4.2.1"), encodeNull())
  const tagged = (n: number, inner: Uint8Array) => encodeContext(n, inner, { constructed: true })
  const pss = encodeSequence(
    encodeOid("1.2.840.113549.1.1.10"),
    encodeSequence(
      tagged(0, sha256),
      tagged(1, encodeSequence(encodeOid("1.2.840.113549.1.1.8"), sha256)),
      tagged(2, encodeInteger(32)),
    ),
  )
  const rsaRoot = drawCa("RSA Root", { key: rsaKey(2) })
  const byRsa = drawRecording("Recording", { issuer: rsaRoot })
  const ed = generateKeyPairSync("ed25519")
  const dsa = generateKeyPairSync("dsa", { modulusLength: 2_048, divisorLength: 256 })

  it("of RSASSA-PSS with SHA-256: trusted", () => {
    const signer = { privateKey: rsaKey(2).privateKey, algorithm: pss, pss: { saltLength: 32 } }
    const certificate = resign(byRsa.certificate, { parts: {}, ...signer })
    expect(codeOf(certificate, [rsaRoot.certificate])).toBe("OK")
    const wrongSalt = resign(byRsa.certificate, { parts: {}, ...signer, pss: { saltLength: 20 } })
    expect(codeOf(wrongSalt, [rsaRoot.certificate])).toBe("ERR_X509_CHAIN_SIGNATURE")
  })

  it("of RSA whose parameters are absent instead of NULL: trusted", () => {
    const algorithm = encodeSequence(encodeOid("1.2.840.113549.1.1.11"))
    const signer = { privateKey: rsaKey(2).privateKey, algorithm }
    expect(codeOf(resign(byRsa.certificate, { parts: {}, ...signer }), [rsaRoot.certificate])).toBe(
      "OK",
    )
  })

  it.each([
    { name: "Ed25519", pair: ed, oid: "1.3.101.112", hash: null },
    { name: "DSA with SHA-256", pair: dsa, oid: "2.16.840.1.101.3.4.3.2", hash: "sha256" },
  ])("of $name: trusted, and refused when it is damaged", ({ pair, oid, hash }) => {
    const algorithm = encodeSequence(encodeOid(oid))
    const subjectPublicKeyInfo = pair.publicKey.export({ format: "der", type: "spki" })
    const signer = { algorithm, hash, privateKey: pair.privateKey }
    const without = { [TBS.extensions]: caExtensions() }
    const own = resign(root.certificate, {
      parts: { ...without, [TBS.subjectPublicKeyInfo]: subjectPublicKeyInfo },
      ...signer,
    })
    const certificate = resign(leaf.certificate, {
      parts: { [TBS.extensions]: leafExtensions() },
      ...signer,
    })
    expect(codeOf(certificate, [own])).toBe("OK")
    const damaged = resign(leaf.certificate, {
      parts: { [TBS.extensions]: leafExtensions() },
      ...signer,
      wrap: (signature) => encodeBitString(Uint8Array.from(signature).fill(7, -4)),
    })
    expect(codeOf(damaged, [own])).toBe("ERR_X509_CHAIN_SIGNATURE")
  })

  it("of ECDSA with parameters that are none of its own: not accepted", () => {
    const algorithm = encodeSequence(encodeOid("1.2.840.10045.4.3.2"), encodeOid("1.2.3"))
    expect(codeOf(odd({}, { algorithm }))).toBe("ERR_X509_CHAIN_ALGORITHM")
    const withNull = encodeSequence(encodeOid("1.2.840.10045.4.3.2"), encodeNull())
    expect(codeOf(odd({}, { algorithm: withNull }))).toBe("OK")
  })

  it("of an algorithm that nobody knows, on the root itself: trusted, as the CA file says so", () => {
    const algorithm = encodeSequence(encodeOid("1.2.3.4"))
    const strange = resign(root.certificate, { parts: {}, privateKey: rootKey, algorithm })
    expect(codeOf(leaf.certificate, [strange])).toBe("OK")
  })
})

function caExtensions(): Uint8Array {
  return extensions(
    extension("2.5.29.19", true, encodeSequence(encodeBoolean(true))),
    extension("2.5.29.15", true, Uint8Array.of(3, 2, 2, 4)),
  )
}

function leafExtensions(): Uint8Array {
  return extensions(extension("2.5.29.15", true, Uint8Array.of(3, 2, 5, 0x20)))
}

describe("advice on a chain that is trusted all the same", () => {
  it("names what a strict validator misses", () => {
    const plain = drawCa("Plain", {
      extensions: [
        { oid: "2.5.29.14", isCritical: false, value: null },
        { oid: "2.5.29.19", isCritical: false, value: encodeSequence(encodeBoolean(true)) },
        ext.without("keyUsage"),
      ],
    })
    const path = [drawRecording("Recording", { issuer: plain }).certificate, plain.certificate]
    expect(profileNotices(path)).toEqual([
      "CN=Plain: no subjectKeyIdentifier",
      "CN=Plain: basicConstraints is not critical",
      "CN=Plain: no keyUsage",
    ])
    expect(profileNotices([leaf.certificate, root.certificate])).toEqual([])
  })
})

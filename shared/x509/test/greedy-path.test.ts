import { beforeAll, describe, expect, it } from "vitest"
import {
  generateKeyPair,
  greedyPath,
  issueCertificate,
  validateChain,
  type Certificate,
  type KeyPair,
} from "../src/index.ts"

const AT = new Date("2026-11-01T00:00:00Z")
const from = new Date("2020-01-01T00:00:00Z")
const until = new Date("2030-01-01T00:00:00Z")
const past = new Date("2026-01-01T00:00:00Z")

let keys: readonly [KeyPair, KeyPair, KeyPair, KeyPair]
beforeAll(async () => {
  const pairs = Array.from({ length: 4 }, () => generateKeyPair(2_048))
  keys = (await Promise.all(pairs)) as unknown as typeof keys
})

const root = (commonName: string, pair: KeyPair, notAfter: Date) =>
  issueCertificate({
    subject: { commonName },
    role: "ca",
    issuer: "self",
    privateKey: pair.privateKey,
    notBefore: from,
    notAfter,
  })

/** old root (expired) -> intermediate, and new root -> the same intermediate; intermediate -> leaf. */
function crossSigned() {
  const [oldKeys, newKeys, intermediateKeys, leafKeys] = keys
  const oldRoot = root("Old Root", oldKeys, past)
  const newRoot = root("New Root", newKeys, until)
  const intermediate = (issuer: typeof newRoot, pair: KeyPair) =>
    issueCertificate({
      subject: { commonName: "Intermediate" },
      role: "ca",
      issuer: { certificatePem: issuer.pem, privateKey: pair.privateKey },
      publicKey: intermediateKeys.publicKey,
      notBefore: from,
      notAfter: until,
    })
  const oldCross = intermediate(oldRoot, oldKeys)
  const renewed = intermediate(newRoot, newKeys)
  const leaf = issueCertificate({
    subject: { commonName: "Recording" },
    role: "recording",
    issuer: { certificatePem: renewed.pem, privateKey: intermediateKeys.privateKey },
    publicKey: leafKeys.publicKey,
    notBefore: from,
    notAfter: until,
  })
  const of = (issued: { readonly certificate: Certificate }): Certificate => issued.certificate
  return {
    leaf: of(leaf),
    oldCross: of(oldCross),
    renewed: of(renewed),
    oldRoot: of(oldRoot),
    newRoot: of(newRoot),
  }
}

describe("the one path that OpenSSL looks at", () => {
  it("leads into the expired root when that cross-signature comes first, and no step back", () => {
    const { leaf: certificate, oldCross, renewed, oldRoot, newRoot } = crossSigned()
    const verdictOf = (caCertificates: readonly Certificate[]) => {
      const question = { certificate, caCertificates, at: AT }
      const whole = validateChain(question).isTrusted
      return [whole, validateChain({ ...question, caCertificates: greedyPath(question) }).isTrusted]
    }
    expect(verdictOf([oldCross, oldRoot, renewed, newRoot])).toEqual([true, false])
    expect(verdictOf([renewed, newRoot, oldCross, oldRoot])).toEqual([true, true])
  })

  it("takes the renewed one of two issuers with one name, in either order", () => {
    const [, rootKeys, intermediateKeys, leafKeys] = keys
    const ca = root("Root", rootKeys, until)
    const intermediate = (notAfter: Date) =>
      issueCertificate({
        subject: { commonName: "Intermediate" },
        role: "ca",
        issuer: { certificatePem: ca.pem, privateKey: rootKeys.privateKey },
        publicKey: intermediateKeys.publicKey,
        notBefore: from,
        notAfter,
      })
    const [stale, renewed] = [intermediate(past), intermediate(until)]
    const { certificate } = issueCertificate({
      subject: { commonName: "Recording" },
      role: "recording",
      issuer: { certificatePem: renewed.pem, privateKey: intermediateKeys.privateKey },
      publicKey: leafKeys.publicKey,
      notBefore: from,
      notAfter: until,
    })
    for (const pair of [
      [stale, renewed],
      [renewed, stale],
    ] as const) {
      const caCertificates = [...pair, ca].map((issued) => issued.certificate)
      const path = greedyPath({ certificate, caCertificates, at: AT })
      expect(path).toEqual([renewed.certificate, ca.certificate])
    }
  })
})

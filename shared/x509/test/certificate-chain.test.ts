import type { ErrorCode } from "@gir/errors"
import { parseCertificate, validateChain, type ValidateChainOptions } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { daysFromNow, drawCa, drawRecording, NOW, type Drawn, type DrawOptions } from "./draw.ts"
import { keyUsage, notCa, unknownCritical, without } from "./extensions.ts"
import { ecKey, rsaKey } from "./keys.ts"
import { rebuild, TBS } from "./rebuild.ts"

/** Draws `root -> first -> second -> ... -> leaf` and returns them, leaf first. */
function line(
  root: DrawOptions,
  intermediates: readonly DrawOptions[] = [],
  leaf: DrawOptions = {},
) {
  let issuer = drawCa("Root", root)
  const links = [issuer]
  for (const [at, options] of intermediates.entries()) {
    issuer = drawCa(`Inter ${at + 1}`, { ...options, issuer })
    links.unshift(issuer)
  }
  return [drawRecording("Recording", { ...leaf, issuer }), ...links]
}

type RefusedCase = [name: string, code: ErrorCode, depth: number, links: readonly Drawn[]]

function verdict(leaf: Drawn, ca: readonly Drawn[], more: Partial<ValidateChainOptions> = {}) {
  return validateChain({
    certificate: leaf.certificate,
    caCertificates: ca.map(({ certificate }) => certificate),
    at: NOW,
    ...more,
  })
}

function expectTrusted(links: readonly Drawn[], more: Partial<ValidateChainOptions> = {}) {
  const [leaf, ...ca] = links
  const path = [leaf!, ...ca].map(({ certificate }) => certificate.subject.commonName)
  const result = verdict(leaf!, ca, more)
  expect(result).toMatchObject({ isTrusted: true })
  if (result.isTrusted) expect(result.path.map(({ subject }) => subject.commonName)).toEqual(path)
}

function expectRefused(links: readonly Drawn[], code: ErrorCode, depth: number) {
  const [leaf, ...ca] = links
  expect(verdict(leaf!, ca)).toMatchObject({ isTrusted: false, code, depth })
}

describe("a chain", () => {
  it("root -> recording: trusted", () => expectTrusted(line({})))

  it("root -> 1 -> 2 -> 3 -> recording: trusted, in whatever order the file is", () => {
    const [leaf, ...ca] = line({}, [{}, {}, {}])
    expectTrusted([leaf!, ...ca])
    expect(verdict(leaf!, ca.toReversed()).isTrusted).toBe(true)
  })

  it.each(["P-256", "P-384", "P-521"])("signed by EC issuers on %s: trusted", (curve) => {
    expectTrusted(line({ key: ecKey(1, curve) }, [{ key: ecKey(2, curve) }]))
  })

  it("signed by RSA issuers with SHA-384 and SHA-512: trusted", () => {
    expectTrusted(
      line({ key: rsaKey(2) }, [{ key: rsaKey(3), hash: "sha384" }], { hash: "sha512" }),
    )
  })

  it("root (not in the file) -> 1 -> recording: the issuer is missing", () => {
    const [leaf, inter] = line({}, [{}])
    expectRefused([leaf!, inter!], "ERR_X509_CHAIN_ISSUER_MISSING", 1)
  })

  it("root -> 1 (not in the file) -> recording: the issuer is missing", () => {
    const [leaf, , root] = line({}, [{}])
    expectRefused([leaf!, root!], "ERR_X509_CHAIN_ISSUER_MISSING", 0)
  })

  it("an intermediate may come beside the CA file, and a root may not", () => {
    const [leaf, inter, root] = line({}, [{}])
    expect(verdict(leaf!, [root!], { intermediates: [inter!.certificate] }).isTrusted).toBe(true)
    const beside = { intermediates: [inter!.certificate, root!.certificate] }
    expect(verdict(leaf!, [], beside)).toMatchObject({ isTrusted: false })
  })

  it("with a changed certificate: the signature is wrong", () => {
    const [leaf, root] = line({})
    const changed = parseCertificate(
      rebuild(leaf!.certificate, TBS.serialNumber, Uint8Array.of(2, 1, 9)),
    )
    const result = verdict({ ...leaf!, certificate: changed }, [root!])
    expect(result).toMatchObject({ isTrusted: false, code: "ERR_X509_CHAIN_SIGNATURE", depth: 0 })
  })

  it.each([
    ["MD5", 0x04],
    ["an algorithm that nobody knows", 0x7f],
  ])("signed with %s: the algorithm is not accepted", (_, lastArc) => {
    const [leaf, root] = line({ key: rsaKey(2) })
    const der = Buffer.from(leaf!.certificate.der)
    const sha256WithRsa = Buffer.from("2a864886f70d01010b", "hex")
    for (let at = der.indexOf(sha256WithRsa); at !== -1; at = der.indexOf(sha256WithRsa)) {
      der[at + 8] = lastArc
    }
    const result = verdict({ ...leaf!, certificate: parseCertificate(der) }, [root!])
    expect(result).toMatchObject({ code: "ERR_X509_CHAIN_ALGORITHM", depth: 0 })
  })

  it("under a root of the same name on another key: the signature is wrong, or no issuer fits", () => {
    const [leaf] = line({ key: ecKey(1) })
    const impostor = drawCa("Root", { key: ecKey(2) })
    // The key identifiers tell them apart.
    expectRefused([leaf!, impostor], "ERR_X509_CHAIN_ISSUER_MISSING", 0)
    const unmarked = drawCa("Root", {
      key: ecKey(2),
      extensions: [{ oid: "2.5.29.14", isCritical: false, value: null }],
    })
    expectRefused([leaf!, unmarked], "ERR_X509_CHAIN_SIGNATURE", 0)
  })
})

describe("a self-signed recording certificate", () => {
  const self = drawRecording("Self")

  it("that is itself in the CA file: trusted", () => {
    expect(verdict(self, [drawCa("Root"), self])).toMatchObject({
      isTrusted: true,
      path: [self.certificate],
    })
  })

  it("that is not in the CA file: refused as self-signed", () => {
    expectRefused([self, drawCa("Root")], "ERR_X509_CHAIN_SELF_SIGNED", 0)
  })

  it("of the same name as one in the CA file, on another key: refused", () => {
    const other = drawRecording("Self", { key: rsaKey(2) })
    expectRefused([other, self], "ERR_X509_CHAIN_SELF_SIGNED", 0)
  })

  it("that expired: refused, although it is in the CA file", () => {
    const expired = drawRecording("Self", { toDays: -1 })
    expectRefused([expired, expired], "ERR_X509_CERTIFICATE_EXPIRED", 0)
  })
})

describe("dates", () => {
  it.each<RefusedCase>([
    [
      "the recording certificate expired",
      "ERR_X509_CERTIFICATE_EXPIRED",
      0,
      line({}, [{}], { toDays: -1 }),
    ],
    [
      "the recording certificate is not valid yet",
      "ERR_X509_CERTIFICATE_NOT_YET_VALID",
      0,
      line({}, [{}], { fromDays: 1 }),
    ],
    ["the intermediate expired", "ERR_X509_CHAIN_EXPIRED", 1, line({}, [{ toDays: -1 }])],
    [
      "the intermediate is not valid yet",
      "ERR_X509_CHAIN_NOT_YET_VALID",
      1,
      line({}, [{ fromDays: 1 }]),
    ],
    ["the root expired", "ERR_X509_CHAIN_EXPIRED", 2, line({ toDays: -1 }, [{}])],
  ])("%s: refused", (_, ...[code, depth, links]) => expectRefused(links, code, depth))

  it("are compared with the time that is given: the same chain at other times", () => {
    const links = line({}, [{ fromDays: 100, toDays: 200 }], { toDays: 1_000 })
    const [leaf, ...ca] = links
    expect(verdict(leaf!, ca, { at: daysFromNow(99) }).isTrusted).toBe(false)
    expect(verdict(leaf!, ca, { at: daysFromNow(150) }).isTrusted).toBe(true)
    expect(verdict(leaf!, ca, { at: daysFromNow(201) }).isTrusted).toBe(false)
  })
})

describe("CA certificates", () => {
  it.each<RefusedCase>([
    [
      "root -> 1 (CA:FALSE) -> recording",
      "ERR_X509_CHAIN_NOT_CA",
      1,
      line({}, [{ extensions: [notCa()] }]),
    ],
    [
      "root -> 1 (no basicConstraints) -> recording",
      "ERR_X509_CHAIN_NOT_CA",
      1,
      line({}, [{ extensions: [without("basicConstraints")] }]),
    ],
    ["root (CA:FALSE) -> recording", "ERR_X509_CHAIN_NOT_CA", 1, line({ extensions: [notCa()] })],
    [
      "root -> 1 (keyUsage cRLSign) -> recording",
      "ERR_X509_CHAIN_KEY_USAGE",
      1,
      line({}, [{ extensions: [keyUsage(1, 0x02)] }]),
    ],
    [
      "root -> 1 (unknown critical extension) -> recording",
      "ERR_X509_CHAIN_CRITICAL_EXTENSION",
      1,
      line({}, [{ extensions: [unknownCritical()] }]),
    ],
    [
      "root -> recording (unknown critical extension)",
      "ERR_X509_CRITICAL_EXTENSION",
      0,
      line({}, [], { extensions: [unknownCritical()] }),
    ],
  ])("%s: refused", (_, ...[code, depth, links]) => expectRefused(links, code, depth))

  it("root -> 1 (no keyUsage) -> recording: trusted", () => {
    expectTrusted(line({}, [{ extensions: [without("keyUsage")] }]))
  })
})

describe("pathLen", () => {
  it.each([
    ["root (pathlen:0) -> recording", line({ pathLength: 0 })],
    ["root (pathlen:1) -> 1 -> recording", line({ pathLength: 1 }, [{}])],
    ["root -> 1 (pathlen:0) -> recording", line({}, [{ pathLength: 0 }])],
    [
      "root (pathlen:2) -> 1 (pathlen:9) -> 2 -> recording",
      line({ pathLength: 2 }, [{ pathLength: 9 }, {}]),
    ],
  ])("%s: trusted", (_, links) => expectTrusted(links))

  it.each([
    ["root (pathlen:0) -> 1 -> recording", 2, line({ pathLength: 0 }, [{}])],
    ["root -> 1 (pathlen:0) -> 2 -> recording", 2, line({}, [{ pathLength: 0 }, {}])],
    ["root (pathlen:1) -> 1 -> 2 -> recording", 3, line({ pathLength: 1 }, [{}, {}])],
  ])("%s: refused", (_, depth, links) => {
    expectRefused(links, "ERR_X509_CHAIN_PATH_LENGTH", depth)
  })

  it("a self-issued certificate, made when a CA changed its key, does not count", () => {
    const root = drawCa("Root", { key: ecKey(1), pathLength: 0 })
    const rolled = drawCa("Root", { key: ecKey(2), issuer: root })
    expectTrusted([drawRecording("Recording", { issuer: rolled }), rolled, root])
  })
})

describe("several paths", () => {
  const oldRoot = drawCa("Old Root", { toDays: -1 })
  const newRoot = drawCa("New Root")

  it.each(["old first", "new first"])(
    "a renewed intermediate beside the expired one, %s: trusted",
    (order) => {
      const root = drawCa("Root")
      const stale = drawCa("Inter", { issuer: root, toDays: -1 })
      const renewed = drawCa("Inter", { issuer: root })
      const leaf = drawRecording("Recording", { issuer: renewed })
      const ca = order === "old first" ? [stale, renewed, root] : [renewed, stale, root]
      expect(verdict(leaf, ca)).toMatchObject({
        isTrusted: true,
        path: [{}, renewed.certificate, {}],
      })
      expect(verdict(leaf, [stale, root])).toMatchObject({
        code: "ERR_X509_CHAIN_EXPIRED",
        depth: 1,
      })
    },
  )

  it.each(["old first", "new first"])(
    "a cross-signed intermediate, %s, under an expired and a valid root: trusted",
    (order) => {
      const byOld = drawCa("Inter", { issuer: oldRoot })
      const byNew = drawCa("Inter", { issuer: newRoot })
      const leaf = drawRecording("Recording", { issuer: byOld })
      const both = order === "old first" ? [byOld, byNew] : [byNew, byOld]
      expect(verdict(leaf, [...both, oldRoot, newRoot]).isTrusted).toBe(true)
    },
  )

  it("through CAs that all signed each other end, and end soon", () => {
    const names = Array.from({ length: 12 }, (_, at) => `Ring ${at}`)
    const key = (at: number) => ecKey(at % 7)
    const self = names.map((name, at) => drawCa(name, { key: key(at) }))
    const ring = names.flatMap((name, at) =>
      self.flatMap((issuer, by) => (by === at ? [] : [drawCa(name, { key: key(at), issuer })])),
    )
    const leaf = drawRecording("Recording", { issuer: self[0]! })
    const started = performance.now()
    expect(verdict(leaf, ring)).toMatchObject({
      isTrusted: false,
      code: "ERR_X509_CHAIN_WORK_LIMIT",
    })
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it("longer than 32 certificates are not followed", () => {
    const links = line(
      {},
      Array.from({ length: 33 }, () => ({})),
    )
    const [leaf, ...ca] = links
    expect(verdict(leaf!, ca)).toMatchObject({ code: "ERR_X509_CHAIN_WORK_LIMIT" })
  })
})

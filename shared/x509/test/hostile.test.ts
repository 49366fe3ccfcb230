import { isGirError } from "@gir/errors"
import {
  describeCertificate,
  encodePem,
  openPrivateKey,
  parseCaBundle,
  parseCertificate,
  recordingCertificateFindings,
  validateChain,
} from "@gir/x509"
import { describe, expect, it } from "vitest"
import { dice, type Dice } from "./dice.ts"
import { drawCa, drawRecording, NOW } from "./draw.ts"
import { altNames, directory, host, keyUsage, nameConstraints, policies } from "./extensions.ts"
import { rsaKey } from "./keys.ts"

const root = drawCa("Root", {
  extensions: [
    nameConstraints({ permitted: [host("x"), directory(["2.5.4.10", "Acme"])] }),
    policies("1.2.3"),
  ],
})
const rich = drawRecording("Recording", {
  issuer: root,
  subject: { organization: "Acme", email: "a@b.example" },
  extensions: [altNames(host("x"), directory(["2.5.4.3", "y"])), keyUsage(5, 0x20)],
})
const key = rsaKey(1).privateKey

/** Changes, cuts, doubles or inserts a few octets. */
function damage(octets: Uint8Array, roll: Dice): Uint8Array {
  const bytes = [...octets]
  for (let left = roll.between(1, 3); left > 0; left -= 1) {
    const at = roll.between(0, bytes.length - 1)
    const twist = roll.between(0, 3)
    if (twist === 0) bytes[at] = roll.between(0, 255)
    if (twist === 1) bytes[at]! ^= 1 << roll.between(0, 7)
    if (twist === 2) bytes.splice(at, roll.between(1, 4))
    if (twist === 3) bytes.splice(at, 0, ...bytes.slice(at, at + roll.between(1, 8)))
  }
  return Uint8Array.from(bytes)
}

/** @returns the code, or null when nothing was refused; any other error fails the test. */
async function codeOf(seed: number, work: () => unknown): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (isGirError(error)) return error.code
    throw new Error(`seed ${seed} threw something without a code`, { cause: error })
  }
}

function expectOwnCodes(codes: readonly (string | null)[]): void {
  const foreign = codes.filter((code) => code !== null && !code.startsWith("ERR_X509_"))
  expect(foreign).toEqual([])
  expect(new Set(codes).size, "the damage was too uniform").toBeGreaterThan(4)
}

describe("damaged input", () => {
  it("in a certificate ends in a code of this package, or is judged", async () => {
    const codes = []
    for (let seed = 0; seed < 3_000; seed += 1) {
      const der = damage(rich.certificate.der, dice(seed))
      codes.push(
        await codeOf(seed, () => {
          const certificate = parseCertificate(der)
          describeCertificate(certificate)
          recordingCertificateFindings(certificate, NOW)
          validateChain({ certificate, caCertificates: [root.certificate], at: NOW })
        }),
      )
    }
    expectOwnCodes(codes)
  })

  it("in a CA certificate never makes a chain trusted that it does not sign", async () => {
    const codes = []
    for (let seed = 0; seed < 1_500; seed += 1) {
      const der = damage(root.certificate.der, dice(seed))
      codes.push(
        await codeOf(seed, () => {
          const ca = parseCertificate(der)
          const { certificate } = rich
          const result = validateChain({ certificate, caCertificates: [ca], at: NOW })
          const isSameRoot = ca.sha256 === root.certificate.sha256
          expect(result.isTrusted && !isSameRoot, `seed ${seed}`).toBe(false)
        }),
      )
    }
    expectOwnCodes(codes)
  })

  it("in the text of a CA file ends in a code", async () => {
    const text = Buffer.from(rich.pem + root.pem)
    const codes = []
    for (let seed = 0; seed < 1_500; seed += 1) {
      const bundle = Buffer.from(damage(text, dice(seed))).toString("utf8")
      codes.push(await codeOf(seed, () => parseCaBundle(bundle, { order: "warn" })))
    }
    expectOwnCodes(codes)
  })

  it.each(["pkcs1", "pkcs8", "encrypted"] as const)(
    "in a private key (%s) ends in a code",
    async (kind) => {
      const isEncrypted = kind === "encrypted"
      const options = isEncrypted ? { cipher: "aes-128-cbc", passphrase: "x" } : {}
      const type = kind === "pkcs1" ? "pkcs1" : "pkcs8"
      const label = {
        pkcs1: "RSA PRIVATE KEY",
        pkcs8: "PRIVATE KEY",
        encrypted: "ENCRYPTED PRIVATE KEY",
      }
      const der = key.export({ format: "der", type, ...options } as never) as unknown as Buffer
      const codes = []
      for (let seed = 0; seed < 400; seed += 1) {
        const pem = encodePem(label[kind], damage(der, dice(seed)))
        codes.push(await codeOf(seed, () => openPrivateKey(pem, isEncrypted ? "x" : undefined)))
      }
      expect(codes.filter((code) => code === null).length).toBeLessThan(8)
      expect(codes.every((code) => code === null || code.startsWith("ERR_X509_"))).toBe(true)
    },
  )
})

import { isGirError } from "@gir/errors"
import { parseCertificate, validateChain, type Certificate } from "@gir/x509"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

/** NIST's Public Key Interoperability Test Suite, as python3-cryptography-vectors packs it. */
const FOLDER =
  process.env["GIR_PKITS"] ??
  "/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/certs"
const ANCHOR = "TrustAnchorRootCertificate.crt"
const TEST_END = "EE.crt"
/** Within the validity of the suite's certificates, 2010 to 2030. */
const AT = new Date("2025-01-01T00:00:00Z")

type Verdict = "valid" | "invalid"

interface Expectations {
  /** Tests whose names do not say what comes out under default settings: any initial policy. */
  readonly unnamed: Readonly<Record<Verdict, readonly string[]>>
  readonly differences: readonly {
    readonly reason: string
    readonly expected: Verdict
    readonly ours: Verdict
    readonly cases: readonly string[]
  }[]
}

const { unnamed, differences } = JSON.parse(
  readFileSync(new URL("chains/pkits.json", import.meta.url), "utf8"),
) as Expectations

const isThere = existsSync(join(FOLDER, ANCHOR))
if (!isThere) console.warn("left out without PKITS: apt-get install python3-cryptography-vectors")

describe.runIf(isThere)("PKITS, without revocation", () => {
  const files = isThere ? readdirSync(FOLDER) : []
  const tests = files.filter((name) => name.endsWith(TEST_END) && /Test\d+EE/.test(name))
  const authorities = files.filter((name) => name.endsWith(".crt") && !tests.includes(name))

  it("is whole: 223 certificates to judge, and every listed one among them", () => {
    expect(tests).toHaveLength(223)
    const listed = [
      ...unnamed.valid,
      ...unnamed.invalid,
      ...differences.flatMap(({ cases }) => cases),
    ]
    expect(listed.filter((name) => !tests.includes(name + TEST_END))).toEqual([])
  })

  it("comes out as expected, but for the listed differences", () => {
    const caCertificates = readable(ANCHOR)
    const intermediates = authorities.filter((name) => name !== ANCHOR).flatMap(readable)
    const surprises = tests.flatMap((file) => {
      const name = file.slice(0, -TEST_END.length)
      const [certificate] = readable(file)
      const isTrusted =
        certificate !== undefined &&
        validateChain({ certificate, caCertificates, intermediates, at: AT }).isTrusted
      const ours: Verdict = isTrusted ? "valid" : "invalid"
      const difference = differences.find(({ cases }) => cases.includes(name))
      const wanted = difference === undefined ? expectedOf(name) : difference.ours
      return ours === wanted ? [] : [`${name}: ${ours}, not ${wanted}`]
    })
    expect(surprises).toEqual([])
    expect(
      differences.flatMap(({ cases, expected }) => cases.map((name) => [name, expected])),
    ).toEqual(differences.flatMap(({ cases }) => cases.map((name) => [name, expectedOf(name)])))
  })
})

function expectedOf(name: string): Verdict {
  if (unnamed.valid.includes(name)) return "valid"
  if (unnamed.invalid.includes(name)) return "invalid"
  const word = /^(Valid|Invalid)/.exec(name)?.[1]
  if (word === undefined) throw new Error(`${name} is not listed`)
  return word === "Valid" ? "valid" : "invalid"
}

/** @returns nothing for a certificate that cannot be read, as the CA file's readers leave it out. */
function readable(name: string): readonly Certificate[] {
  try {
    return [parseCertificate(readFileSync(join(FOLDER, name)))]
  } catch (error) {
    if (!isGirError(error)) throw error
    return []
  }
}

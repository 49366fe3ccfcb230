import { validateChain, type ExtensionInput } from "@gir/x509"
import { describe, expect, it } from "vitest"
import { drawCa, drawRecording, NOW } from "./draw.ts"
import {
  inhibitAnyPolicy,
  inhibitPolicyMapping,
  policies,
  policyMapping,
  requireExplicitPolicy,
} from "./extensions.ts"

const ANY = "2.5.29.32.0"
const A = "1.2.3.1"
const B = "1.2.3.2"

type Extensions = readonly ExtensionInput[]
type PolicyCase = [
  name: string,
  expected: boolean,
  first: Extensions,
  second: Extensions,
  leaf: Extensions,
]

/** root -> 1 -> 2 -> recording, each with these extensions. */
function isTrusted(first: Extensions, second: Extensions, leaf: Extensions): boolean {
  const root = drawCa("Root")
  const inter1 = drawCa("Inter 1", { issuer: root, extensions: first })
  const inter2 = drawCa("Inter 2", { issuer: inter1, extensions: second })
  const { certificate } = drawRecording("R", { issuer: inter2, extensions: leaf })
  const caCertificates = [inter2, inter1, root].map((one) => one.certificate)
  const result = validateChain({ certificate, caCertificates, at: NOW })
  if (!result.isTrusted) expect(result.code).toBe("ERR_X509_CHAIN_POLICY")
  return result.isTrusted
}

describe("certificate policies", () => {
  it.each<PolicyCase>([
    ["nobody demands one and none fits", true, [policies(A)], [policies(B)], []],
    ["one is demanded, and none is there", false, [requireExplicitPolicy(0)], [], []],
    [
      "one is demanded, and one holds throughout",
      true,
      [requireExplicitPolicy(0), policies(A)],
      [policies(A)],
      [policies(A, B)],
    ],
    [
      "one is demanded, and it changes on the way",
      false,
      [requireExplicitPolicy(0), policies(A)],
      [policies(B)],
      [policies(B)],
    ],
    [
      "one is demanded, and the last certificate has none",
      false,
      [requireExplicitPolicy(0), policies(A)],
      [policies(A)],
      [],
    ],
    [
      "one is demanded only after more certificates than follow",
      true,
      [requireExplicitPolicy(5)],
      [],
      [],
    ],
    [
      "one is demanded by the last CA",
      false,
      [policies(A)],
      [requireExplicitPolicy(0), policies(A)],
      [policies(B)],
    ],
    [
      "anyPolicy stands for every policy",
      true,
      [requireExplicitPolicy(0), policies(ANY)],
      [policies(ANY)],
      [policies(A)],
    ],
    [
      "anyPolicy is inhibited below",
      false,
      [requireExplicitPolicy(0), policies(A), inhibitAnyPolicy(0)],
      [policies(ANY)],
      [policies(A)],
    ],
    [
      "a policy is mapped to another",
      true,
      [requireExplicitPolicy(0), policies(A)],
      [policies(A), policyMapping(A, B)],
      [policies(B)],
    ],
    [
      "a policy was mapped away",
      false,
      [requireExplicitPolicy(0), policies(A)],
      [policies(A), policyMapping(A, B)],
      [policies(A)],
    ],
    [
      "mapping is inhibited",
      false,
      [inhibitPolicyMapping(0), policies(A)],
      [policies(A), policyMapping(A, B)],
      [policies(B)],
    ],
    [
      "anyPolicy is mapped from",
      true,
      [requireExplicitPolicy(0), policies(ANY)],
      [policies(ANY), policyMapping(A, B)],
      [policies(B)],
    ],
  ])("%s: trusted %s", (_, ...[expected, first, second, leaf]) => {
    expect(isTrusted(first, second, leaf)).toBe(expected)
  })
})

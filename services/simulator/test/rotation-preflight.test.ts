import { generateKeyPair, issueCertificate } from "@gir/x509"
import { beforeAll, expect, test } from "vitest"
import type { PreflightFinding } from "../src/evidence/evidence.ts"
import { distinguishedName } from "../src/pki/certificate-names.ts"
import { planOpenssl } from "../src/rotation/plan-openssl.ts"
import { runPreflight } from "../src/rotation/preflight.ts"
import { readPlan } from "../src/rotation/read-plan.ts"
import {
  folderWith,
  leaf,
  makeRotationFiles,
  NEW_FROM,
  NEW_TO,
  OLD_FROM,
  type RotationFiles,
} from "./rotation-files.ts"

const PLAN = "caBundle: ca.pem\noldCertificate: old.pem\nnewCertificate: new.pem\n"
const YEAR_MS = 365 * 86_400_000

let files: RotationFiles

beforeAll(async () => {
  files = await makeRotationFiles()
})

interface Change {
  readonly ca?: string
  readonly old?: string
  readonly next?: string
  readonly plan?: string
  readonly key?: string
}

async function judge(change: Change = {}): Promise<readonly PreflightFinding[]> {
  const folder = await folderWith({
    "ca.pem": change.ca ?? files.ca.caBundlePem,
    "old.pem": change.old ?? files.oldPem,
    "new.pem": change.next ?? files.newPem,
    "plan.yaml": change.plan ?? PLAN,
    ...(change.key === undefined ? {} : { "new.key": change.key }),
  })
  const plan = await readPlan("plan.yaml", folder)
  return runPreflight(plan, planOpenssl(plan))
}

async function brokenIn(change: Change): Promise<readonly PreflightFinding[]> {
  return (await judge(change)).filter(({ status }) => status === "broken")
}

/** The same CA again, with other dates. */
function intermediate(from: Date, to: Date, signer = files.ca.root): string {
  return issueCertificate({
    subject: distinguishedName("Interaction Recording CA"),
    role: "ca",
    pathLength: 0,
    issuer: { certificatePem: signer.pem, privateKey: signer.keys.privateKey },
    publicKey: files.ca.intermediate.keys.publicKey,
    notBefore: from,
    notAfter: to,
  }).pem
}

test("sound files hold, with OpenSSL's verdict beside ours, and say what a missing key leaves open", async () => {
  const findings = await judge()
  expect(findings.filter(({ status }) => status === "broken")).toEqual([])
  expect(findings).toContainEqual(
    expect.objectContaining({
      file: "old.pem",
      status: "held",
      message: "Interaction Recording A · serial 2A01 · RSA 2048 · expires 2026-12-31",
    }),
  )
  expect(findings).toContainEqual(
    expect.objectContaining({
      file: "new.pem",
      message: expect.stringContaining("chain holds"),
      openssl: "OK",
    }),
  )
  const open = findings.filter(({ status }) => status === "notProved")
  expect(open.map(({ file }) => file)).toEqual(["oldKey", "newKey"])
})

test("expired intermediate: broken at the steps after it, OpenSSL's error 10 beside", async () => {
  const ca = intermediate(OLD_FROM, new Date("2026-11-15T00:00:00Z")) + files.ca.root.pem
  const broken = await brokenIn({ ca })
  expect(broken.map(({ file, code }) => [file, code])).toEqual([
    ["old.pem", "ERR_X509_CHAIN_EXPIRED"],
    ["new.pem", "ERR_X509_CHAIN_EXPIRED"],
  ])
  expect(broken[0]?.message).toContain("steps 2, 3 (")
  expect(broken[1]?.openssl).toContain("error 10 at depth 1")
})

test("missing intermediate: names the issuer that is not there, OpenSSL's error 20 beside", async () => {
  const broken = await brokenIn({ ca: files.ca.root.pem })
  expect(broken.map(({ code }) => code)).toEqual(Array(2).fill("ERR_X509_CHAIN_ISSUER_MISSING"))
  expect(broken[1]?.message).toContain("CN=Interaction Recording CA")
  expect(broken[1]?.openssl).toMatch(/^error (2|20) at depth 0/)
})

test("wrong order: the linter's finding and the clean file are offered, OpenSSL does not mind", async () => {
  const broken = await brokenIn({ ca: files.ca.root.pem + files.ca.intermediate.pem })
  expect(broken).toEqual([
    expect.objectContaining({
      file: "ca.pem",
      code: "ERR_X509_BUNDLE_ORDER",
      mend: expect.stringContaining("clean-bundle ca.pem --out ca.clean.pem"),
    }),
  ])
})

test("wrong order is a warning for a lenient MCP", async () => {
  const ca = files.ca.root.pem + files.ca.intermediate.pem
  const findings = await judge({ ca, plan: `${PLAN}policy: { bundleOrder: warn }\n` })
  expect(findings.find(({ code }) => code === "ERR_X509_BUNDLE_ORDER")?.status).toBe("warning")
})

test("cross-signed, expired path first: OpenSSL refuses, and the order that passes is proposed", async () => {
  const oldRootKeys = await generateKeyPair(2_048)
  const oldRoot = issueCertificate({
    subject: distinguishedName("Old Root CA"),
    role: "ca",
    issuer: "self",
    privateKey: oldRootKeys.privateKey,
    notBefore: OLD_FROM,
    notAfter: new Date("2026-10-01T00:00:00Z"),
  })
  const signer = { ...oldRoot, keys: oldRootKeys }
  const cross = intermediate(OLD_FROM, new Date(NEW_TO.getTime() + YEAR_MS), signer)
  const ca = cross + files.ca.intermediate.pem + oldRoot.pem + files.ca.root.pem
  const [, next] = await brokenIn({ ca })
  expect(next).toMatchObject({ file: "new.pem", code: "ERR_X509_CHAIN_OPENSSL_REFUSES" })
  expect(next?.openssl).toContain("error 10 at depth 2")
  expect(next?.mend).toMatch(/^This order passes: line \d+ \(Interaction Recording CA, to 203\d/)
})

test("same issuer and serial on another key is a collision; on the same key it is a renewal", async () => {
  const twin = { name: "B", serial: "2A01", from: NEW_FROM, to: NEW_TO }
  const collision = await brokenIn({ next: leaf(files.ca, { ...twin, keys: files.newKeys }) })
  expect(collision).toEqual([
    expect.objectContaining({ file: "new.pem", code: "ERR_RCS_ISSUER_SERIAL_CONFLICT" }),
  ])
  const renewed = await judge({
    next: leaf(files.ca, { ...twin, serial: "2A02", keys: files.oldKeys }),
  })
  expect(renewed.filter(({ status }) => status === "broken")).toEqual([])
  expect(renewed).toContainEqual(
    expect.objectContaining({
      status: "warning",
      message: expect.stringContaining("renewed, not re-keyed"),
    }),
  )
})

test("not yet valid at the cut-over is broken; in the overlap a slow MCP merely keeps the old one", async () => {
  const early =
    "steps:\n  before: 2026-11-01\n  overlap: 2026-11-02\n  newValid: 2026-11-03\n  oldRemoved: 2026-11-20\n"
  const broken = await brokenIn({ plan: PLAN + early })
  expect(broken).toEqual([
    expect.objectContaining({
      code: "ERR_X509_CERTIFICATE_NOT_YET_VALID",
      message: expect.stringContaining("step 4"),
    }),
  ])
  const slow = "mcps:\n  - name: mcp-1\n  - name: mcp-2\n    clockSkew: -10 min\n"
  const findings = await judge({ plan: PLAN + slow })
  expect(findings.filter(({ file }) => file === "step 2")).toEqual([
    expect.objectContaining({
      status: "warning",
      message: "mcp-2 runs 10 min slow: it keeps A until 2026-12-01 00:10 [S]",
    }),
  ])
})

test("an unsuitable certificate has its own code, and its key is not asked", async () => {
  const keys = await generateKeyPair(1_024)
  const weak = leaf(files.ca, { name: "B", serial: "2A02", from: NEW_FROM, to: NEW_TO, keys })
  const plan = `${PLAN}newKey: new.key\n`
  const findings = await judge({ next: weak, plan, key: keys.privateKeyPem })
  expect(findings.filter(({ status }) => status === "broken").map(({ code }) => code)).toContain(
    "ERR_X509_KEY_TOO_SMALL",
  )
  expect(findings.map(({ file }) => file)).not.toContain("newKey")
})

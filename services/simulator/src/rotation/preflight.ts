import { ERROR_CODES, type ErrorCode } from "@gir/errors"
import { inspectCaBundle, type BundleInspection } from "@gir/x509"
import { lint } from "../certificate/lint.ts"
import { textOf } from "../certificate/input-text.ts"
import type { PreflightFinding } from "../evidence/evidence.ts"
import { chainFindings } from "./preflight-chain.ts"
import { dateFindings } from "./preflight-dates.ts"
import { pairFindings } from "./preflight-pair.ts"
import { routeFindings } from "./preflight-routes.ts"
import type { Plan, PlanCertificate } from "./plan.ts"
import type { AskOpenssl } from "./ask-openssl.ts"

/** Judges all that the plan names before anything is rehearsed, with OpenSSL's verdict beside ours. */
export async function runPreflight(
  plan: Plan,
  askOpenssl: AskOpenssl,
): Promise<readonly PreflightFinding[]> {
  const inspection = inspectCaBundle(textOf(plan.bundle.bytes))
  const own = [await certificateFindings(plan.old), await certificateFindings(plan.next)].flat()
  const chain = await chainFindings(plan, { inspection, askOpenssl })
  return [
    ...own,
    ...bundleFindings(plan, inspection),
    ...chain,
    ...dateFindings(plan),
    ...pairFindings(plan),
    ...routeFindings(plan),
    ...keyFindings(plan),
  ].map((finding) =>
    isTolerated(finding, plan.policy) ? { ...finding, status: "warning" } : finding,
  )
}

/** What the plan's switches let pass is still told. */
function isTolerated({ code, status }: PreflightFinding, policy: Plan["policy"]): boolean {
  if (status !== "broken") return false
  if (code === "ERR_X509_BUNDLE_ORDER") return policy.bundleOrder === "warn"
  if (code === "ERR_X509_CHAIN_OPENSSL_REFUSES") return policy.chainPath === "any"
  return code === "ERR_X509_WEAK_SIGNATURE" && policy.weakSignature === "warn"
}

/** Every rule of the linter, at a moment at which the certificate is valid: dates come later. */
async function certificateFindings({
  file,
  certificate,
  letter,
}: PlanCertificate): Promise<readonly PreflightFinding[]> {
  const { findings } = await lint({
    certificate: file,
    key: null,
    password: undefined,
    bundle: null,
    at: certificate.notBefore,
    isAtAsked: false,
    askOpenssl: async () => null,
  })
  const broken = findings.filter(({ severity }) => severity !== "ok")
  const told = broken.map(({ code, severity, message, mend }): PreflightFinding => ({
    file: file.name,
    status: severity === "error" ? "broken" : "warning",
    code,
    message,
    openssl: null,
    mend: mend === "" ? null : mend,
  }))
  if (told.some(({ status }) => status === "broken")) return told
  return [held(file.name, headline({ certificate, letter })), ...told]
}

/** "Interaction Recording A · serial 2A01 · RSA 2048 · expires 2026-12-31" */
function headline({
  certificate,
  letter,
}: Pick<PlanCertificate, "letter" | "certificate">): string {
  const { subject, serialNumber, keyType, keyBits, notBefore, notAfter } = certificate
  const name = (subject.commonName ?? subject.rfc4514).replaceAll(/\p{C}/gu, "?")
  const [from, to] = [notBefore, notAfter].map((date) => date.toISOString().slice(0, 10))
  const key = `${keyType.toUpperCase()} ${keyBits}`
  const dates = letter === "A" ? `expires ${to}` : `valid from ${from}`
  return `${name} · serial ${serialNumber} · ${key} · ${dates}`
}

function bundleFindings(
  { bundle }: Plan,
  { entries, findings }: BundleInspection,
): readonly PreflightFinding[] {
  if (findings.length === 0) {
    return [held(bundle.name, `${caCertificates(entries.length)}, in the order of the guide`)]
  }
  return findings.map(({ code, isWarning, message, line }): PreflightFinding => {
    const where = line === null ? "" : `line ${line}: `
    return {
      file: bundle.name,
      status: isWarning ? "warning" : "broken",
      code,
      message: `${where}${message}`,
      openssl: null,
      mend: bundleMend(code, bundle.name),
    }
  })
}

function caCertificates(count: number): string {
  return `${count} CA ${count === 1 ? "certificate" : "certificates"}`
}

/** The general advice, with the name of the file at hand. */
export function bundleMend(code: ErrorCode, name: string): string {
  return ERROR_CODES[code].next
    .replaceAll("ca.clean.pem", name.replace(/(\.[^./\\]*)?$/, ".clean.pem"))
    .replace(/(?<=clean-bundle )ca\.pem/, name)
}

function keyFindings(plan: Plan): readonly PreflightFinding[] {
  const sides = [
    { side: plan.old, key: "oldKey" },
    { side: plan.next, key: "newKey" },
  ] as const
  return sides
    .filter(({ key }) => plan.file.value[key] === undefined)
    .map(({ side: { letter }, key }) => ({
      file: key,
      status: "notProved",
      code: null,
      message: `not given: what only ${letter} opens cannot be opened here, so it stays not proved`,
      openssl: null,
      mend: `add ${key}: to ${plan.file.name}`,
    }))
}

function held(file: string, message: string): PreflightFinding {
  return { file, status: "held", code: null, message, openssl: null, mend: null }
}

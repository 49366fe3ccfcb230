import {
  encodeCaBundle,
  orderBundle,
  validateChain,
  type BundleInspection,
  type Certificate,
} from "@gir/x509"
import type { OpensslAnswer } from "../certificate/openssl-verify.ts"
import type { PreflightFinding } from "../evidence/evidence.ts"
import type { Plan, PlanCertificate } from "./plan.ts"
import { STEP_KEYS, type StepKey } from "./plan-schema.ts"
import type { AskOpenssl } from "./ask-openssl.ts"

export interface ChainOptions {
  readonly inspection: BundleInspection
  readonly askOpenssl: AskOpenssl
}

/** The steps in which an MCP encrypts to each of the two. */
const OLD_STEPS: readonly StepKey[] = ["before", "overlap", "newValid"]
const NEW_STEPS: readonly StepKey[] = ["overlap", "newValid", "oldRemoved", "oldExpired"]

/** Both chains at the date of each step at which an MCP needs them. */
export async function chainFindings(
  plan: Plan,
  options: ChainOptions,
): Promise<readonly PreflightFinding[]> {
  const old = await judgeSide(plan, { side: plan.old, steps: OLD_STEPS }, options)
  const next = await judgeSide(plan, { side: plan.next, steps: NEW_STEPS }, options)
  return [...old, ...next]
}

interface Side {
  readonly side: PlanCertificate
  readonly steps: readonly StepKey[]
}

interface Judged {
  readonly step: StepKey
  readonly at: Date
  readonly code: PreflightFinding["code"]
  readonly reason: string | null
  readonly openssl: OpensslAnswer | null
}

async function judgeSide(
  { dates }: Plan,
  { side, steps }: Side,
  { inspection, askOpenssl }: ChainOptions,
): Promise<readonly PreflightFinding[]> {
  const { certificate } = side
  const caCertificates = inspection.entries.map((entry) => entry.certificate)
  const judged: Judged[] = []
  for (const step of steps) {
    const at = dates[step]
    // Its own dates are told apart from its chain's.
    if (at < certificate.notBefore || at > certificate.notAfter) continue
    const verdict = validateChain({ certificate, caCertificates, at })
    const openssl = await askOpenssl(side, at)
    const fault = verdict.isTrusted
      ? { code: null, reason: null }
      : { code: verdict.code, reason: `${verdict.reason} (depth ${verdict.depth})` }
    judged.push({ step, at, openssl, ...fault })
  }
  return [
    ...brokenFindings(side, judged),
    ...(await opensslFindings(side, judged, { inspection, askOpenssl })),
    ...heldFindings(side, judged),
  ]
}

/** One finding for each fault, with the steps that it strikes. */
function brokenFindings(
  { file }: PlanCertificate,
  judged: readonly Judged[],
): readonly PreflightFinding[] {
  const reasons = new Map<string, Judged[]>()
  for (const one of judged.filter(({ reason }) => reason !== null)) {
    reasons.set(one.reason ?? "", [...(reasons.get(one.reason ?? "") ?? []), one])
  }
  return [...reasons].map(([reason, [first, ...rest]]) => ({
    file: file.name,
    status: "broken",
    code: first?.code ?? null,
    message: `chain, ${stepNames([...(first === undefined ? [] : [first]), ...rest])}: ${reason}`,
    openssl: words(first?.openssl ?? null),
    mend: "Put what is missing or expired into the CA file, nearest intermediate first, root last",
  }))
}

/**
 * A chain that RFC 5280 accepts and `openssl verify` does not: GIR's own MCP is built on OpenSSL,
 * which follows the first issuer that it finds. What passes is proposed after trying it.
 */
async function opensslFindings(
  side: PlanCertificate,
  judged: readonly Judged[],
  { inspection, askOpenssl }: ChainOptions,
): Promise<readonly PreflightFinding[]> {
  const refused = judged.filter(
    ({ reason, openssl }) => reason === null && openssl?.isAccepted === false,
  )
  const [first] = refused
  if (first === undefined) return []
  const order = await passingOrder(inspection, (pem) => askOpenssl(side, first.at, pem))
  return [
    {
      file: side.file.name,
      status: "broken",
      code: "ERR_X509_CHAIN_OPENSSL_REFUSES",
      message: `chain, ${stepNames(refused)}: valid by RFC 5280, and an MCP that judges as OpenSSL does refuses it [M]`,
      openssl: words(first.openssl),
      mend:
        order === null
          ? "Remove the expired certificate from the CA file"
          : `This order passes: ${order}`,
    },
  ]
}

/** @returns the order in which `openssl verify` accepts the file, by subject and last day. */
async function passingOrder(
  { entries }: BundleInspection,
  ask: (pem: string) => Promise<OpensslAnswer | null>,
): Promise<string | null> {
  const certificates = entries.map(({ certificate }) => certificate)
  const youngestFirst = certificates.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())
  for (const order of [orderBundle(certificates), orderBundle(youngestFirst), youngestFirst]) {
    const answer = await ask(encodeCaBundle(order))
    if (answer?.isAccepted === true) return order.map((one) => nameOf(one, entries)).join(", then ")
  }
  return null
}

function nameOf(certificate: Certificate, entries: BundleInspection["entries"]): string {
  const line = entries.find((entry) => entry.certificate === certificate)?.line ?? 0
  const until = certificate.notAfter.toISOString().slice(0, 10)
  return `line ${line} (${certificate.subject.commonName ?? certificate.subject.rfc4514}, to ${until})`
}

function heldFindings(
  { file }: PlanCertificate,
  judged: readonly Judged[],
): readonly PreflightFinding[] {
  const fine = judged.filter(
    ({ reason, openssl }) => reason === null && openssl?.isAccepted !== false,
  )
  if (fine.length === 0) return []
  return [
    {
      file: file.name,
      status: "held",
      code: null,
      message: `chain holds at ${stepNames(fine)}`,
      openssl: words(fine[0]?.openssl ?? null),
      mend: null,
    },
  ]
}

function stepNames(judged: readonly Judged[]): string {
  const numbers = judged.map(({ step }) => STEP_KEYS.indexOf(step) + 1)
  const days = judged.map(({ at }) => at.toISOString().slice(0, 10))
  const noun = numbers.length === 1 ? "step" : "steps"
  return `${noun} ${numbers.join(", ")} (${[...new Set(days)].join(", ")})`
}

function words(answer: OpensslAnswer | null): string | null {
  return answer?.words ?? null
}

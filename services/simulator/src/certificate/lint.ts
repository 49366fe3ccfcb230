import { ERROR_CODES, isGirError, type ErrorCode, type GirError } from "@gir/errors"
import {
  assertKeyMatches,
  inspectCaBundle,
  openPrivateKey,
  parseCertificate,
  profileNotices,
  recordingCertificateFindings,
  validateChain,
  type BundleInspection,
  type Certificate,
} from "@gir/x509"
import { salvageCertificate, textOf, type InputFile } from "./input-text.ts"
import type { OpensslAnswer } from "./openssl-verify.ts"
import { RULES, ruleOf, type Rule, type RuleScope } from "./rules.ts"

export type Severity = "error" | "warning" | "ok"

/** One rule, and how a file stands to it. */
export interface LintFinding {
  /** `null` when the rule held. */
  readonly code: ErrorCode | null
  readonly severity: Severity
  readonly rule: Rule
  /** `null` when the rule held. */
  readonly file: string | null
  /** Line of the file, from 1. */
  readonly line: number | null
  /** Octet of the DER. */
  readonly offset: number | null
  readonly message: string
  readonly opensslVerify: string
  readonly mend: string
}

export interface LintInput {
  readonly certificate: InputFile
  readonly key: InputFile | null
  readonly password: string | undefined
  readonly bundle: InputFile | null
  readonly at: Date
  /** Somebody named the moment: the question is then whether the certificate can be used at it. */
  readonly isAtAsked: boolean
  /** Judges the files as they lie; `null` without an openssl. */
  readonly askOpenssl: (at: Date) => Promise<OpensslAnswer | null>
}

export interface LintReport {
  readonly certificate: Certificate | null
  /** Errors first, then warnings, then what held. */
  readonly findings: readonly LintFinding[]
}

interface Found extends Omit<LintFinding, "rule" | "opensslVerify"> {
  readonly code: ErrorCode
  readonly scope: RuleScope
}

/** Judges a certificate, and the key and CA file that go with it, by every rule there is. */
export async function lint(input: LintInput): Promise<LintReport> {
  const judged = new Set<RuleScope>(["file"])
  const found: Found[] = []
  const certificate = readCertificate(input.certificate, found)
  if (certificate !== null) {
    judged.add("certificate")
    found.push(...certificateFindings(certificate, input))
  }
  await lintKey(input, certificate, { judged, found })
  const answer = await lintBundle(input, certificate, { judged, found })
  const broken = found.map((one) => toFinding(one, answer))
  const held = RULES.filter((rule) => judged.has(rule.scope) && !broken.some(breaks(rule)))
  const findings = [...broken, ...held.map((rule) => heldFinding(rule, answer))]
  return { certificate, findings: findings.toSorted((a, b) => rankOf(a) - rankOf(b)) }
}

const RANKS: readonly Severity[] = ["error", "warning", "ok"]

function rankOf({ severity }: LintFinding): number {
  return RANKS.indexOf(severity)
}

function breaks(rule: Rule): (finding: LintFinding) => boolean {
  return (finding) => finding.rule === rule
}

interface Progress {
  readonly judged: Set<RuleScope>
  readonly found: Found[]
}

function readCertificate(file: InputFile, found: Found[]): Certificate | null {
  try {
    return parseCertificate(textOf(file.bytes))
  } catch (error) {
    found.push(fromError(error, "file", file.name))
    return salvageCertificate(file)
  }
}

/** OpenSSL: emailProtection and "any"; a purpose that is neither keeps nobody from encrypting. */
const MESSAGE_PURPOSES: ReadonlySet<string> = new Set(["1.3.6.1.5.5.7.3.4", "2.5.29.37.0"])
const DATE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "ERR_X509_CERTIFICATE_EXPIRED",
  "ERR_X509_CERTIFICATE_NOT_YET_VALID",
])

function certificateFindings(certificate: Certificate, input: LintInput): readonly Found[] {
  const { name } = input.certificate
  const broken = recordingCertificateFindings(certificate, input.at).map(({ code, message }) => {
    // At an upload the dates are a notice: an expired certificate still opens old recordings.
    const isError = input.isAtAsked || !DATE_CODES.has(code)
    return newFound(
      { code, severity: isError ? "error" : "warning", file: name, message },
      "certificate",
    )
  })
  const purposes = certificate.extendedKeyUsage
  if (purposes === null || purposes.some((oid) => MESSAGE_PURPOSES.has(oid))) return broken
  const message = `extendedKeyUsage allows ${purposes.join(", ")} only`
  const purpose = { code: "ERR_X509_EXTENDED_KEY_USAGE", severity: "warning", file: name } as const
  return [...broken, newFound({ ...purpose, message }, "certificate")]
}

async function lintKey(
  { key, password }: LintInput,
  certificate: Certificate | null,
  { judged, found }: Progress,
): Promise<void> {
  if (key === null) return
  judged.add("key")
  try {
    const opened = await openPrivateKey(textOf(key.bytes), password)
    if (certificate === null) return
    judged.add("pair")
    assertKeyMatches(opened, certificate)
  } catch (error) {
    if (isGirError(error, "ERR_X509_KEY_MISMATCH")) {
      const message = "its public half is not that of the certificate"
      const mismatch = { code: error.code, severity: "error", file: key.name, message } as const
      found.push(newFound(mismatch, "pair"))
    } else found.push(fromError(error, "key", key.name))
  } finally {
    key.bytes.fill(0)
  }
}

async function lintBundle(
  input: LintInput,
  certificate: Certificate | null,
  { judged, found }: Progress,
): Promise<OpensslAnswer | null> {
  const { bundle } = input
  if (bundle === null) return null
  judged.add("bundle")
  const inspection = inspectCaBundle(textOf(bundle.bytes))
  for (const { code, isWarning, message, line } of inspection.findings) {
    const severity = isWarning ? "warning" : "error"
    found.push(newFound({ code, severity, file: bundle.name, message, line }, "bundle"))
  }
  if (certificate === null) return null
  const at = input.isAtAsked ? input.at : withinValidity(certificate, input.at)
  const answer = await input.askOpenssl(at)
  lintChain(input, { certificate, inspection, at, answer }, { judged, found })
  return answer
}

interface ChainQuestion {
  readonly certificate: Certificate
  readonly inspection: BundleInspection
  readonly at: Date
  readonly answer: OpensslAnswer | null
}

function lintChain(
  { certificate: { name }, bundle }: LintInput,
  { certificate, inspection, at, answer }: ChainQuestion,
  { judged, found }: Progress,
): void {
  const file = bundle?.name ?? name
  const caCertificates = inspection.entries.map((entry) => entry.certificate)
  const verdict = validateChain({ certificate, caCertificates, at })
  if (!verdict.isTrusted) {
    for (const { code, reason, depth } of [verdict, ...verdict.more]) {
      // What the certificate's own rules say already leaves its chain unproved.
      if (depth === 0 && found.some((one) => one.code === code)) continue
      judged.add("chain")
      const message = `${reason} (depth ${depth})`
      found.push(newFound({ code, severity: "error", file, message }, "chain"))
    }
    return
  }
  judged.add("chain")
  for (const message of profileNotices(verdict.path)) {
    const code = "ERR_X509_PROFILE_ADVICE"
    found.push(newFound({ code, severity: "warning", file: name, message }, "path"))
  }
  // A file that does not load is told as such.
  if (answer === null || !isLoadable(inspection)) return
  judged.add("path")
  if (answer.isAccepted) return
  const code = "ERR_X509_CHAIN_OPENSSL_REFUSES"
  const message = `valid by RFC 5280, and openssl verify says ${answer.words}`
  found.push(newFound({ code, severity: "warning", file, message }, "path"))
}

function isLoadable({ findings }: BundleInspection): boolean {
  return findings.every(({ isWarning, code }) => isWarning || code === "ERR_X509_BUNDLE_ORDER")
}

/** The moment nearest to `at` at which the certificate itself is valid, as an upload judges it. */
function withinValidity({ notBefore, notAfter }: Certificate, at: Date): Date {
  if (at < notBefore) return notBefore
  return at > notAfter ? new Date(notAfter.getTime() - 1_000) : at
}

function fromError(error: unknown, scope: RuleScope, file: string): Found {
  if (!isGirError(error)) throw error
  const { code, message } = error
  return {
    ...newFound({ code, severity: "error", file, message }, scope),
    line: numberField(error, "line"),
    offset: numberField(error, "offset"),
    mend: nameFile(error.next, file),
  }
}

function numberField({ fields }: GirError, name: string): number | null {
  const value = fields[name]
  return typeof value === "number" ? value : null
}

interface NewFound {
  readonly code: ErrorCode
  readonly severity: Severity
  readonly file: string | null
  readonly message: string
  readonly line?: number | null
}

function newFound({ line = null, ...rest }: NewFound, scope: RuleScope): Found {
  const isGlued = rest.code === "ERR_X509_PEM_GLUED" && scope === "bundle"
  const next = ERROR_CODES[isGlued ? "ERR_X509_BUNDLE_LINE_ENDS" : rest.code].next
  const mend = nameFile(next, rest.file)
  return { ...rest, scope, line, offset: null, mend }
}

/** The general advice, with the name of the file that it is about. */
function nameFile(next: string, file: string | null): string {
  if (file === null) return next
  return next
    .replaceAll("ca.clean.pem", file.replace(/(\.[^./\\]*)?$/, ".clean.pem"))
    .replace(/(?<=clean-bundle )ca\.pem/, file)
    .replace(/\bFILE\b/, file)
}

function toFinding({ scope, ...rest }: Found, answer: OpensslAnswer | null): LintFinding {
  const rule = ruleOf(rest.code, scope)
  return { ...rest, rule, opensslVerify: opensslWords(rule, answer) }
}

function heldFinding(rule: Rule, answer: OpensslAnswer | null): LintFinding {
  const place = { file: null, line: null, offset: null }
  const opensslVerify = opensslWords(rule, answer)
  return { code: null, severity: "ok", rule, ...place, message: "held", opensslVerify, mend: "" }
}

function opensslWords(rule: Rule, answer: OpensslAnswer | null): string {
  if (!rule.isJudgedByOpenssl || answer === null) return "not checked"
  // It stops at its first error: whether the dates would have passed is told by that one only.
  if (rule.shortName === "dates" && !/^OK|^error (?:9|10) at depth 0/.test(answer.words)) {
    return "not checked"
  }
  return rule.shortName === "order" && answer.isAccepted ? "OK (any order)" : answer.words
}

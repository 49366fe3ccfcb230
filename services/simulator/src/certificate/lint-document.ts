import type { ErrorCode } from "@gir/errors"
import { ERROR_CODES } from "@gir/errors"
import { describeCertificate } from "@gir/x509"
import type { ErrorFacts } from "../cli/error-block.ts"
import type { LintFinding, LintReport, Severity } from "./lint.ts"

/** The document of `gir certificate lint --json`. */
export function lintDocument(
  report: LintReport,
  { at, exitCode }: { readonly at: Date; readonly exitCode: number },
): object {
  const count = (severity: Severity): number =>
    report.findings.filter((one) => one.severity === severity).length
  return {
    schema: "gir.certificate-lint/1",
    verdict: exitCode === 0 ? "held" : "broken",
    exitCode,
    at: at.toISOString(),
    counts: { errors: count("error"), warnings: count("warning"), held: count("ok") },
    certificate: certificateFacts(report),
    findings: report.findings.map(findingFacts),
    errors: report.findings.flatMap(toErrorFacts),
  }
}

function certificateFacts({ certificate }: LintReport): object | null {
  if (certificate === null) return null
  const { sha256, keyType, notBefore, notAfter } = certificate
  return {
    id: sha256,
    ...describeCertificate(certificate),
    keyType,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
  }
}

function findingFacts({ rule, ...finding }: LintFinding): object {
  const { code, severity, file, line, offset, message, opensslVerify, mend } = finding
  const facts = { code, severity, rule: rule.name, basis: rule.basis, message }
  return { ...facts, file, line, offset, opensslVerify, mend: mend === "" ? null : mend }
}

function toErrorFacts(finding: LintFinding): readonly ErrorFacts[] {
  const { code, severity, message, mend } = finding
  if (severity !== "error" || code === null) return []
  return [{ code, message, where: whereOf(finding), why: whyOf(code), next: mend }]
}

function whyOf(code: ErrorCode): string {
  return ERROR_CODES[code].why
}

function whereOf({ file, line }: LintFinding): string | null {
  return file === null || line === null ? file : `${file}:${line}`
}

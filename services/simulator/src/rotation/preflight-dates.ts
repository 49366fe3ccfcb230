import type { PreflightFinding } from "../evidence/evidence.ts"
import type { Plan, PlanMcp } from "./plan.ts"

/** What the clocks say: of the machines, and of the certificates. */
export function dateFindings(plan: Plan): readonly PreflightFinding[] {
  return [...earlyNewFindings(plan), ...lateFindings(plan)]
}

/** The new certificate before its first day, as each MCP's own clock sees it. */
function earlyNewFindings(plan: Plan): readonly PreflightFinding[] {
  const { notBefore } = plan.next.certificate
  return plan.mcps.flatMap((mcp): PreflightFinding[] => {
    const seen = (date: Date): Date => new Date(date.getTime() + mcp.skewMs)
    if (seen(plan.dates.oldRemoved) < notBefore) return [tooEarly(plan, mcp)]
    if (seen(plan.dates.overlap) >= notBefore) return []
    const until = new Date(notBefore.getTime() - mcp.skewMs)
    return [
      {
        file: "step 2",
        status: "warning",
        code: null,
        message: `${mcp.name}${runs(mcp)}: it keeps A until ${minute(until)} [S]`,
        openssl: null,
        mend: null,
      },
    ]
  })
}

function tooEarly(plan: Plan, mcp: PlanMcp): PreflightFinding {
  const { notBefore } = plan.next.certificate
  return {
    file: plan.next.file.name,
    status: "broken",
    code: "ERR_X509_CERTIFICATE_NOT_YET_VALID",
    message: `step 4, ${minute(plan.dates.oldRemoved)}: A is removed and B is not valid before ${minute(notBefore)} on ${mcp.name}${runs(mcp)}`,
    openssl: null,
    mend: `steps: oldRemoved: after ${minute(new Date(notBefore.getTime() - mcp.skewMs))}`,
  }
}

/** "MCP-2 runs 10 min slow" */
function runs({ skewMs }: PlanMcp): string {
  if (skewMs === 0) return ""
  const minutes = Math.abs(skewMs) / MINUTE_MS
  const amount = Number.isInteger(minutes) ? `${minutes} min` : `${Math.abs(skewMs) / SECOND_MS} s`
  return ` runs ${amount} ${skewMs < 0 ? "slow" : "fast"}`
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** A certificate that runs out while the plan still counts on it. */
function lateFindings({ dates, old, next }: Plan): readonly PreflightFinding[] {
  const findings: PreflightFinding[] = []
  if (dates.newValid > old.certificate.notAfter) {
    findings.push({
      file: old.file.name,
      status: "warning",
      code: "ERR_X509_CERTIFICATE_EXPIRED",
      message: `A expires on ${day(old.certificate.notAfter)}, before the overlap ends: its recordings play, new calls need B`,
      openssl: null,
      mend: `steps: overlap: before ${day(old.certificate.notAfter)}`,
    })
  }
  if (dates.rollback > old.certificate.notAfter) {
    findings.push({
      file: "step 6",
      status: "warning",
      code: null,
      message: `A has expired by then: a rollback leaves new calls without a usable certificate [A]`,
      openssl: null,
      mend: null,
    })
  }
  if (dates.oldExpired > next.certificate.notAfter) {
    findings.push({
      file: next.file.name,
      status: "broken",
      code: "ERR_X509_CERTIFICATE_EXPIRED",
      message: `B expires on ${day(next.certificate.notAfter)}, before step 5`,
      openssl: null,
      mend: "Request a certificate that outlives the old one",
    })
  }
  return findings
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function minute(date: Date): string {
  return `${day(date)} ${date.toISOString().slice(11, 16)}`
}

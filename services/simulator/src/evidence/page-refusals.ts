import { html, type Markup } from "../report/html.ts"
import type { EvidenceRun, PreflightFinding } from "./evidence.ts"
import { mark, table } from "../report/page-parts.ts"

/** What the system said no to, and what an administrator does then. */
export function refusals({ refusals: all, steps }: EvidenceRun): Markup | null {
  if (all.length === 0) return null
  const rows = all.map(
    ({ step, what, code, reason, remedy }) =>
      html`<tr>
        <td>${step} ${steps[step - 1]?.name ?? ""}</td>
        <td>${mark("refused", what)}</td>
        <td class="data">${code}</td>
        <td>${reason}</td>
        <td>${remedy}</td>
      </tr>`,
  )
  return table(["Step", "Refused", "Code", "Reason", "Remedy"], rows)
}

/** What the linter said before anything ran, and what OpenSSL says of the same files. */
export function preflight(findings: readonly PreflightFinding[]): Markup {
  if (findings.length === 0)
    return html`<p class="muted">No file was given, so none was judged.</p>`
  const rows = findings.map(
    ({ status, file, code, message, openssl, mend }) =>
      html`<tr>
        <td>${mark(status)}</td>
        <th scope="row" class="data">${file}</th>
        <td>${message} <span class="data muted">${code}</span></td>
        <td class="data">${openssl ?? "not asked"}</td>
        <td>${mend}</td>
      </tr>`,
  )
  return table(["Verdict", "File", "Found", "openssl verify", "Mend"], rows)
}

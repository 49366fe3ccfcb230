import { html, type Markup } from "../report/html.ts"
import { PAGE_STYLE } from "../report/page-style.ts"
import { changesSince } from "./changed-cells.ts"
import type { Evidence } from "./evidence.ts"
import { EVIDENCE_STYLE } from "./evidence-style.ts"
import { auditor } from "./page-auditor.ts"
import { cells } from "./page-cells.ts"
import { storedRecordings } from "./page-census.ts"
import { custody, keys } from "./page-custody.ts"
import { pageData } from "./page-data.ts"
import { fidelity, oracleTests } from "./page-fidelity.ts"
import { head } from "./page-head.ts"
import { preflight, refusals } from "./page-refusals.ts"
import { runbook } from "./page-runbook.ts"
import { timeline } from "./page-timeline.ts"
import { perRun } from "./page-words.ts"

/**
 * One page that loads nothing and needs no script: it opens from a USB stick.
 *
 * @param before the rehearsal before this one: cells that came out otherwise are marked.
 */
export function evidencePage(evidence: Evidence, before: Evidence | null = null): Markup {
  const hasChanged = changesSince(before)
  const { runs, retentionYears } = evidence
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>GIR simulator: evidence, ${evidence.verdict}</title>
        <style>
          ${PAGE_STYLE}${EVIDENCE_STYLE}
        </style>
      </head>
      <body>
        <p class="muted">GIR simulator, not for production, not a Genesys product</p>
        ${head(evidence, hasChanged)}
        <h2>2 Timeline</h2>
        ${perRun(runs, timeline)}
        <h2>3 Who could open what, when</h2>
        ${perRun(runs, custody)}
        <h2>4 Keys to keep, until when</h2>
        ${perRun(runs, (run) => keys(run, retentionYears))} ${storedRecordings(evidence.census)}
        <h2>5 Every refusal: code, reason, remedy</h2>
        ${perRun(runs, refusals)}
        <h2>6 Preflight, OpenSSL's verdict beside ours</h2>
        ${preflight(evidence.preflight)}
        <h2>7 Every cell, fingerprints before and after</h2>
        <p>
          <label><input type="checkbox" id="failing" /> only what fails or is not proved</label>
        </p>
        ${perRun(runs, (run) => cells(run, hasChanged))}
        <h2>8 Fidelity marks, all [A] in one list</h2>
        ${fidelity(evidence)}
        <h2>9 How the oracle was tested</h2>
        ${oracleTests(evidence.oracleTests ?? [])}
        <h2>10 Runbook</h2>
        ${perRun(runs, runbook)} ${auditor(evidence)}
        <script type="application/json" id="evidence">
          ${pageData(evidence)}
        </script>
      </body>
    </html> `
}

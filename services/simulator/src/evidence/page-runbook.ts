import { html, type Markup } from "../report/html.ts"
import type { EvidenceRun } from "./evidence.ts"
import { runbookSteps } from "./runbook.ts"

/** What to do on the day, as it was rehearsed. */
export function runbook(run: EvidenceRun): Markup {
  return html`<ol class="runbook">
    ${runbookSteps(run).map(
      ({ title, date, explain, acts, checks }) =>
        html`<li>
          <strong>${title.replace(/^\d+ /, "")}</strong>, not before ${date}<br /><span
            class="muted"
            >${explain}</span
          >
          <ul>
            ${acts.map((act) => html`<li>☐ ${act}</li>`)}${checks.map((check) => html`<li>☐ check ${check}</li>`)}
          </ul>
        </li>`,
    )}
  </ol>`
}

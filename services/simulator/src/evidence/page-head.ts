import { html, type Markup } from "../report/html.ts"
import type { HasChanged } from "./changed-cells.ts"
import type { Evidence, EvidenceRun } from "./evidence.ts"
import { notShown } from "./not-shown.ts"
import { matrix } from "./page-matrix.ts"
import { mark, table } from "../report/page-parts.ts"
import { runName } from "./page-words.ts"

/** All that must be seen first: verdict, matrix, gaps, inputs, seed, and the command. */
export function head(evidence: Evidence, hasChanged: HasChanged): Markup {
  const { verdict, sentence, runs } = evidence
  const isOne = runs.length === 1
  return html`<h1>
      ${isOne ? (runs[0]?.title ?? "") : "Every recording, played through every rehearsed change"}
    </h1>
    <p class="verdict ${verdict}">${mark(verdict)}: ${sentence}</p>
    ${counts(evidence)}
    <h2>Matrix: every recording × every step</h2>
    <p class="muted">
      Opened by: the certificates whose private keys open the recordings. · does not exist yet. !
      not as expected.
    </p>
    ${isOne ? runs.map((run) => matrix(run, hasChanged)) : runTable(runs, hasChanged)}
    <h2>What was not shown</h2>
    <ul>
      ${notShown(evidence).map((text) => html`<li>${text}</li>`)}
    </ul>
    <h2>Inputs, seed, versions, switches</h2>
    ${inputs(evidence)}
    <p>
      Seed <span class="data">${evidence.seed}</span> ·
      ${Object.entries(evidence.versions).map(
        ([name, version]) => html`${name} <span class="data">${version}</span> · `,
      )}${switches(runs)}
    </p>
    <p>Again: <code>${evidence.command}</code></p>`
}

function counts({ counts: all }: Evidence): Markup {
  return html`<p>
    ${all.held} of ${all.expectations} expectations held · ${all.broken} broke · ${all.notProved}
    not proved (${all.plays} play, ${all.fails} fail, ${all.refused} refused)
  </p>`
}

function runTable(runs: readonly EvidenceRun[], hasChanged: HasChanged): Markup {
  const rows = runs.map((run, index) => {
    const held = run.cells.filter((cell) => cell.isHeld && cell.status !== "notProved").length
    return html`<tr class="${run.verdict === "broken" ? "" : "fine"}">
      <td class="number">${index + 1}</td>
      <th scope="row"><a href="#run-${index + 1}">${run.title}</a></th>
      <td>${runName(run)}</td>
      <td>${mark(run.verdict)}</td>
      <td class="number">${held} of ${run.cells.length}</td>
    </tr>`
  })
  const details = runs.map(
    (run, index) =>
      html`<h3 id="run-${index + 1}">${index + 1} ${run.title}</h3>
        <p class="muted">${runName(run)} · proves: ${run.proves}</p>
        ${matrix(run, hasChanged)}`,
  )
  return html`${table(["#", "Run", "Envelope and switches", "Verdict", "Cells held"], rows)}${details}`
}

function inputs({ inputs: all }: Evidence): Markup {
  if (all.length === 0) return html`<p class="muted">No file was given.</p>`
  const rows = all.map(
    ({ file, bytes, sha256 }) =>
      html`<tr>
        <th scope="row" class="data">${file}</th>
        <td class="number">${bytes}</td>
        <td class="data">${sha256}</td>
      </tr>`,
  )
  return table(["File", "Bytes", "SHA-256"], rows)
}

function switches(runs: readonly EvidenceRun[]): string {
  const all = runs.flatMap(({ envelopeProfile, policy }) => [
    `envelope ${envelopeProfile}`,
    ...Object.entries(policy).map(([name, value]) => `${name}=${value}`),
  ])
  return [...new Set(all)].toSorted().join(" · ")
}

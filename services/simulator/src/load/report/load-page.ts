import { EVIDENCE_STYLE } from "../../evidence/evidence-style.ts"
import { mark, table } from "../../report/page-parts.ts"
import { html, Markup } from "../../report/html.ts"
import { PAGE_STYLE } from "../../report/page-style.ts"
import { costSentence } from "./cost-breakdown.ts"
import { number } from "./line-plot.ts"
import type { JudgedThreshold, LoadDocument } from "./load-document.ts"
import { loadPlots } from "./load-plots.ts"
import { PLOT_STYLE } from "./plot-page.ts"
import { PUBLISHED_CAPACITY, PUBLISHED_FOR } from "./published-capacity.ts"

/** The load report: one page that loads nothing. */
export function loadPage(load: LoadDocument): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Load: ${load.profile.name}</title>
        <style>
          ${PAGE_STYLE}${EVIDENCE_STYLE}${PLOT_STYLE}
        </style>
      </head>
      <body>
        <h1>Load: ${load.profile.title}</h1>
        <p class="muted">${load.profile.description}</p>
        <p class="verdict ${load.verdict}">${mark(load.verdict)}: ${verdictSentence(load)}</p>
        <h2>Thresholds</h2>
        ${thresholds(load.thresholds)}
        <h2>Conservation</h2>
        <p>
          ${mark(load.conservation.holds ? "held" : "broken")}: ${load.conservation.sentence};
          checked against the database and the Storage Destination.
        </p>
        ${list(load.conservation.problems)}
        <p>
          ${load.proof.plays} of ${load.proof.checked} recordings play and equal their originals.
          ${load.plays.offered} playbacks during the load, ${load.plays.played} complete.
          ${load.muxes.offered} muxes asked for, ${load.muxes.done} done.
        </p>
        <p>${custodySentence(load)}</p>
        ${list([...load.custody.withoutRecipient, ...load.custody.plaintextIn])} ${rotation(load)}
        ${list(load.proof.unplayable.map(({ recordingId, code }) => `${recordingId}: ${code}`))}
        <h2>Bottleneck</h2>
        <p>${load.bottleneck}</p>
        ${costs(load)}
        <h2>Machine</h2>
        <p>
          ${load.machine.cores} cores, ${load.machine.model}, ${load.machine.memoryMiB} MiB, Node
          ${load.machine.node}, queue ${load.machine.queue}. The load generator ran on it too.
        </p>
        <h2>Over time</h2>
        ${loadPlots(load)} ${context()}
        <p>
          Again: <code>${load.command}</code> · profile ${load.profile.file}, SHA-256
          <span class="data">${load.profile.sha256}</span> · started ${load.startedAt}
        </p>
        <script type="application/json" id="load">
          ${pageData(load)}
        </script>
      </body>
    </html> `
}

function rotation({ rotation: facts }: LoadDocument): Markup {
  if (facts === null) return html``
  return html`<p>${mark(facts.isShown ? "held" : "broken")}: rotation: ${facts.sentence}.</p>`
}

/** What a person wants to know first. */
export function verdictSentence(load: LoadDocument): string {
  const { thresholds: all, conservation, proof, custody } = load
  const broken = all.filter(({ status }) => status === "broken").length
  const parts = [
    ...(broken > 0 ? [`${broken} of ${all.length} thresholds`] : []),
    ...(conservation.holds ? [] : ["the conservation law"]),
    ...(proof.unplayable.length > 0 ? [`${proof.unplayable.length} unplayable recordings`] : []),
    ...(custody.withoutRecipient.length > 0 ? ["encrypted calls without a recipient"] : []),
    ...(custody.plaintextIn.length > 0 ? ["plaintext on a disk"] : []),
    ...(load.rotation?.isShown === false ? ["the rotation"] : []),
  ]
  if (parts.length > 0) return parts.join(", ")
  return all.length > 0
    ? `${all.length} of ${all.length} thresholds`
    : "the books balance; the profile sets no thresholds"
}

/** "0 encrypted media files without a recipient; plaintext in 0 of 812 files; 20 services killed" */
export function custodySentence({ custody, kills }: LoadDocument): string {
  const { withoutRecipient, plaintextIn, filesSearched } = custody
  const killed = Object.values(kills).reduce((sum, count) => sum + count, 0)
  const deaths = killed === 0 ? "" : `; ${killed} times a service was killed`
  return `${withoutRecipient.length} encrypted media files without a recipient; plaintext in ${plaintextIn.length} of ${filesSearched} files${deaths}`
}

/** "11 ms over, from 00:38 to 00:44" */
export function overText({
  actual,
  expression,
  unit,
  overFromS,
  overToS,
}: JudgedThreshold): string {
  const limit = Number(/[\d.]+$/.exec(expression)?.[0])
  const over = actual === null ? "not measured" : `${number(Math.abs(actual - limit))} ${unit} off`
  if (overFromS === null || overToS === null) return over.replace("  ", " ").trim()
  return `${over}, from ${minutes(overFromS)} to ${minutes(overToS)}`
}

/** "00:41" */
export function minutes(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0")
  return `${two(seconds / 60)}:${two(seconds % 60)}`
}

function thresholds(all: readonly JudgedThreshold[]): Markup {
  if (all.length === 0) return html`<p class="muted">The profile has none.</p>`
  const rows = all.map((one) => {
    const actual = one.actual === null ? "not measured" : `${number(one.actual)} ${one.unit}`
    return html`<tr class="${one.status}">
      <td>${mark(one.status)}</td>
      <th scope="row">${one.metric}</th>
      <td class="data">${one.expression}</td>
      <td class="number">${actual}</td>
      <td>${one.status === "broken" ? overText(one) : ""}</td>
    </tr>`
  })
  return table(["", "Metric", "Limit", "Actual", "Over by, and when"], rows)
}

function costs({ costs: found }: LoadDocument): Markup {
  if (found === null) return html``
  const rows = found.rows.map(
    ({ name, ms }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="number">${ms.toFixed(2)} ms</td>
        <td class="number">${Math.round((100 * ms) / found.totalMs)} %</td>
      </tr>`,
  )
  return html`<h2>Cost of one recording</h2>
    <p class="muted">
      Processor time: ${costSentence(found)}. The steps were measured alone, right after the load;
      the servers and the rest of the services under it.
    </p>
    ${table(["Step", "Per recording", "Share"], rows)}`
}

function context(): Markup {
  const rows = PUBLISHED_CAPACITY.map(
    ({ name, recommendedPorts, peakPorts }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${recommendedPorts}</td>
        <td>${peakPorts}</td>
      </tr>`,
  )
  return html`<h2>GIR's published capacity</h2>
    <p class="muted">${PUBLISHED_FOR} Context, not a comparison.</p>
    ${table(["Case", "Recommended ports", "Peak ports"], rows)}`
}

function list(texts: readonly string[]): Markup {
  return html`<ul>
    ${texts.slice(0, MOST_TOLD).map((text) => html`<li>${text}</li>`)}
  </ul>`
}

/** The first ones say what the others do; all of them are in the JSON document. */
const MOST_TOLD = 50

/** The document without what only a comparison needs. */
function pageData(load: LoadDocument): Markup {
  const latencies = Object.fromEntries(
    Object.entries(load.latencies).map(([name, { seconds: _seconds, ...facts }]) => [name, facts]),
  )
  const document = { ...load, latencies, samples: [], schema: `${load.schema}/page` }
  return new Markup(JSON.stringify(document).replaceAll("<", "\\u003c"))
}

import { mkdir, rename, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { STATUS_LOOKS, type Status } from "../cli/status-words.ts"
import { html, Markup } from "../report/html.ts"
import { PAGE_STYLE } from "../report/page-style.ts"
import { waveformSvg } from "../report/waveform-svg.ts"
import { countFacts, MOMENTS, type DemoFacts, type DemoMedia } from "./demo-facts.ts"
import { describeCounts, groupByRecipients, type Cell } from "./demo-groups.ts"
import { STORED_SAMPLE_BYTES, type WaveformTriplet } from "./waveforms.ts"

export interface DemoReport {
  readonly facts: DemoFacts
  readonly document: object
  readonly waveforms: readonly WaveformTriplet[]
  /** The command that makes this report again. */
  readonly command: string
}

/** Writes the report whole or not at all: it appears under its name when it is complete. */
export async function writeDemoReport(file: string, report: DemoReport): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, demoReport(report).text)
  await rename(`${file}.new`, file)
}

/** One page that loads nothing: it opens from a USB stick, with scripts off. */
export function demoReport({ facts, document, waveforms, command }: DemoReport): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>GIR simulator: demo</title>
        <style>
          ${PAGE_STYLE}
        </style>
      </head>
      <body>
        <h1>Every recording, played through a certificate rotation</h1>
        <p class="muted">
          GIR simulator, not for production · seed ${facts.seed} · envelope ${facts.envelopeProfile}
        </p>
        ${verdict(facts)}
        <h2>Recordings by the certificates that open them</h2>
        ${matrix(facts)}
        <h2>What was done</h2>
        <ol>
          ${facts.steps.map((step) => html`<li><strong>${step.title.slice(2)}</strong> ${step.sentence}</li>`)}
        </ol>
        <h2>Original, stored bytes, playback</h2>
        ${waveforms.map(triplet)}
        <h2>Certificates</h2>
        ${certificates(facts)}
        <h2>Refused on purpose</h2>
        ${refusals(facts)}
        <h2>Media files and their recipients</h2>
        ${mediaFiles(facts)}
        <h2>Was playback compared, or only answered?</h2>
        <p>
          Compared. A WAV plays when the SHA-256 of its decoded samples, their number and its
          duration equal the original's; mp3 and mp4 when every byte does. An answer without that
          equality counts as failed.
        </p>
        <h2>Run it again</h2>
        <p><code>${command}</code></p>
        <script type="application/json" id="facts">
          ${embedded(document)}
        </script>
      </body>
    </html> `
}

function verdict(facts: DemoFacts): Markup {
  const { expectations, held, plays, fails, refused } = countFacts(facts)
  const status = held === expectations ? "held" : "broken"
  const sentence = `${held} of ${expectations} expectations held`
  return html`<p class="verdict ${status}">
    ${look(status)}: ${sentence} (${plays} play, ${fails} fail, ${refused} mux refused)
  </p>`
}

function matrix(facts: DemoFacts): Markup {
  const rows = groupByRecipients(facts).map(({ recipients, counts, cells }) => {
    const name = recipients === "" ? "none (clear)" : recipients
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${counts.call} calls, ${counts.screen} screens, ${counts.mux} muxes</td>
      ${cells.map(matrixCell)}
    </tr>`
  })
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Opened by</th>
          <th>Media files</th>
          ${["Before", "Rotated", "Key A deleted", "Key A uploaded again"].map((text) => html`<th>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function matrixCell({ plays, fails, isHeld }: Cell): Markup {
  if (plays + fails === 0) return html`<td class="muted">${look("notYet")}</td>`
  const parts = [
    plays > 0 ? html`<span class="plays">${look("plays")} ${plays}</span> ` : null,
    fails > 0 ? html`<span class="fails">${look("fails")} ${fails}</span>` : null,
  ]
  return html`<td class="${isHeld ? "" : "surprise"}">${parts}${isHeld ? "" : " !"}</td>`
}

function triplet({ mediaId, recipients, original, stored, playback }: WaveformTriplet): Markup {
  const heading = `${mediaId}, opened by ${recipients === "" ? "everyone: clear" : recipients}`
  const figures = [
    { peaks: original, title: "original", kind: "" },
    {
      peaks: stored,
      title: `${STORED_SAMPLE_BYTES} of the stored bytes, heard as if they were sound: noise`,
      kind: "noise",
    },
    { peaks: playback, title: "playback through RCS", kind: "" },
  ]
  return html`<p class="data">${heading}</p>
    <div class="triplet">
      ${figures.map(
        ({ peaks, title, kind }) =>
          html`<figure class="${kind}">
            ${waveformSvg(peaks, title)}
            <figcaption>${title}</figcaption>
          </figure>`,
      )}
    </div>`
}

function certificates({ certificates: all }: DemoFacts): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th></th>
          <th>Issued To</th>
          <th>Issued By</th>
          <th>Serial Number</th>
          <th>Expires</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          (one) =>
            html`<tr>
              <th scope="row">${one.letter}</th>
              <td>${one.subject}</td>
              <td>${one.issuer}</td>
              <td class="data">${one.serialNumber}</td>
              <td>${one.expires}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function refusals({ refusals: all }: DemoFacts): Markup {
  return html`<ul>
    ${all.map(
      (one) =>
        html`<li class="refused">
          ${look("refused")} mux of <span class="data">${one.recordingId}</span>:
          ${one.code ?? "not refused"}; both parts stay playable apart
        </li>`,
    )}
  </ul>`
}

function mediaFiles({ media, plays }: DemoFacts): Markup {
  const rows = media.map((one) => {
    const facts = MOMENTS.map((moment) =>
      plays.find((fact) => fact.moment === moment && fact.mediaId === one.receipt.mediaId),
    )
    return html`<tr>
      <td class="data">${one.receipt.fileName}</td>
      <td>${recipientList(one)}</td>
      <td class="number">${one.receipt.plaintextBytes}</td>
      <td class="number">${one.receipt.storedBytes}</td>
      <td class="data" title="${one.original.sha256}">${one.original.sha256.slice(0, 12)}…</td>
      <td>
        ${facts.map((fact) =>
          fact === undefined
            ? html`<span class="muted">${STATUS_LOOKS.notYet.symbol}</span> `
            : html`<span class="${fact.playback.status}"
                >${STATUS_LOOKS[fact.playback.status].symbol}</span
              > `,
        )}
      </td>
    </tr>`
  })
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>File</th>
          <th>Recipients: issuer, serial</th>
          <th>Clear bytes</th>
          <th>Stored bytes</th>
          <th>SHA-256</th>
          <th>Before to restored</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function recipientList({ receipt }: DemoMedia): Markup {
  const recipients = receipt.protection?.recipients ?? []
  if (recipients.length === 0) return html`none: stored in clear`
  return html`${recipients.map(
    (one) => html`${commonName(one.issuer)}, <span class="data">${one.serialNumber}</span><br />`,
  )}`
}

function commonName(issuer: string): string {
  return /CN=((?:\\.|[^,])+)/.exec(issuer)?.[1] ?? issuer
}

function look(status: Status): string {
  return `${STATUS_LOOKS[status].symbol} ${STATUS_LOOKS[status].word}`
}

/** JSON inside a script element may not close it. */
function embedded(document: object): Markup {
  return new Markup(JSON.stringify(document).replaceAll("<", "\\u003c"))
}

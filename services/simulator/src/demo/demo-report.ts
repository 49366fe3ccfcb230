import { mkdir, rename, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { html, Markup } from "../report/html.ts"
import { PAGE_STYLE } from "../report/page-style.ts"
import { waveformSvg } from "../report/waveform-svg.ts"
import { countFacts, type DemoFacts } from "./demo-facts.ts"
import { certificates, look, matrix, mediaFiles, refusals } from "./demo-report-tables.ts"
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

/** JSON inside a script element may not close it. */
function embedded(document: object): Markup {
  return new Markup(JSON.stringify(document).replaceAll("<", "\\u003c"))
}

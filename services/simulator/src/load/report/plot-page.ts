import { EVIDENCE_STYLE } from "../../evidence/evidence-style.ts"
import { html, Markup } from "../../report/html.ts"
import { PAGE_STYLE } from "../../report/page-style.ts"
import { linePlot, type PlotOptions } from "./line-plot.ts"

export const PLOT_STYLE = new Markup(`
svg.plot { height: auto } svg.plot path.series, svg.plot line.series { fill: none; stroke-width: 1.6 }
svg.plot text { font: 11px system-ui, sans-serif; fill: var(--muted) } svg.plot .tick { text-anchor: end }
.s0 { stroke: var(--series-a) } .s1 { stroke: var(--series-b) } .s2 { stroke: var(--series-s) }
.s3 { stroke: var(--fails) } .s4 { stroke: var(--refused) } .s5 { stroke: var(--text) }
svg.plot .limit { stroke: var(--fails); stroke-dasharray: 3 3 } svg.plot text.limit { stroke: none; fill: var(--fails) }
svg.plot .mark { stroke: var(--text); stroke-dasharray: 1 3 }
.triplet { grid-template-columns: repeat(auto-fit, minmax(min(480px, 100%), 1fr)) }
tr.broken td, tr.broken th { color: var(--fails); background: var(--fails-tint); font-weight: 600 }
`)

export interface PlotPageOptions {
  readonly title: string
  /** What was found, a sentence each. */
  readonly findings: readonly string[]
  readonly plots: readonly PlotOptions[]
}

/** @returns one page that loads nothing: what was found, and the plots of it. */
export function plotPage({ title, findings, plots }: PlotPageOptions): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${PAGE_STYLE}${EVIDENCE_STYLE}${PLOT_STYLE}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <ul>
          ${findings.map((text) => html`<li>${text}</li>`)}
        </ul>
        <div class="triplet">${plots.map(linePlot)}</div>
      </body>
    </html> `.text
}

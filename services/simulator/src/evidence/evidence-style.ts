import { Markup } from "../report/html.ts"

/** What the evidence page needs beside the product's style. The filter is style alone: no script. */
export const EVIDENCE_STYLE = new Markup(`
h3 { font-size: 14px; margin: 16px 0 4px } code { overflow-wrap: anywhere } a { color: var(--accent) }
ul { margin: 4px 0; padding-left: 20px } details { margin: 8px 0 } summary { cursor: pointer }
.changed { color: var(--accent); white-space: nowrap } .warning { color: var(--warning) } .notProved, .notYet { color: var(--muted) }
p.verdict.notProved { background: var(--panel); border: 1px dashed var(--line) }
td span.fails, td.fails { font-weight: 600 } td.notProved { outline: 1px dashed var(--line); outline-offset: -3px }
.surprise, .surprise span { color: var(--ground); font-weight: 600 }
body:has(#failing:checked) tr.fine { display: none }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
svg.timeline { max-width: 1180px } svg.timeline text { font: 12px system-ui, sans-serif; fill: var(--muted) }
svg.timeline .name { fill: var(--text); font-weight: 600 } .frame { stroke: var(--line) }
.grid { stroke: var(--line); stroke-width: .5; stroke-dasharray: 2 4 } .step { stroke: var(--text) }
.on-profile { stroke: var(--accent); stroke-width: 4 } .key-held { stroke: var(--plays); stroke-width: 2 }
.series-b { fill: var(--series-b) } .series-s { fill: var(--series-s) }
:root { --warning: #7A4B00; --series-a: #0B57C2; --series-b: #9A4A00; --series-s: #00695C }
@media (prefers-color-scheme: dark) { :root { --warning: #F2B84B; --series-a: #7FB2FF; --series-b: #FFB074; --series-s: #5FD3C4 } }
@page { margin: 15mm }
@media print {
  :root { color-scheme: light; --ground: #FFFFFF; --panel: #F5F6F8; --text: #16191D; --muted: #4D5663;
    --line: #747D8D; --plays: #0B6B3A; --plays-tint: #E3F4EA; --fails: #B3261E; --fails-tint: #FDE9E7;
    --refused: #5A3FB0; --refused-tint: #EEEAFB; --accent: #0B57C2; --warning: #7A4B00;
    --series-a: #0B57C2; --series-b: #9A4A00; --series-s: #00695C }
  body { padding: 0 } .scroll { overflow: visible } label { display: none }
  .surprise { outline: 3px double var(--fails); outline-offset: -4px; print-color-adjust: exact }
  details::details-content { content-visibility: visible; block-size: auto; opacity: 1 }
  a[href^="#"]::after { content: " (" attr(href) ")"; color: var(--muted) } }
`)

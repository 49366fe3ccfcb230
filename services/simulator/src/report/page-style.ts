import { Markup } from "./html.ts"

/** The product's colours and scale. The theme follows the system, print is always light. */
export const PAGE_STYLE = new Markup(`
:root { color-scheme: light dark;
  --ground: #FFFFFF; --panel: #F5F6F8; --text: #16191D; --muted: #4D5663; --line: #747D8D;
  --plays: #0B6B3A; --plays-tint: #E3F4EA; --fails: #B3261E; --fails-tint: #FDE9E7;
  --refused: #5A3FB0; --refused-tint: #EEEAFB; --accent: #0B57C2 }
@media (prefers-color-scheme: dark) { :root {
  --ground: #0F1216; --panel: #171B21; --text: #E8EBEF; --muted: #A5AFBC; --line: #6B7685;
  --plays: #63D397; --plays-tint: #10301F; --fails: #FF8A80; --fails-tint: #3A1614;
  --refused: #B9A6FF; --refused-tint: #241C42; --accent: #7FB2FF } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 24px; max-width: 1232px; background: var(--ground);
  color: var(--text); font: 14px/1.45 system-ui, sans-serif }
h1 { font-size: 20px; margin: 0 0 4px } h2 { font-size: 16px; margin: 32px 0 8px }
p { margin: 4px 0 } .muted { color: var(--muted) } code, .data { font: 13px/1.45 ui-monospace, monospace }
.verdict { font-size: 20px; padding: 12px 16px; border-radius: 8px; margin: 16px 0 }
.held { color: var(--plays); background: var(--plays-tint) }
.broken { color: var(--fails); background: var(--fails-tint) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; color: var(--muted) }
th, td { padding: 8px; border-bottom: 1px solid var(--line); vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.plays { color: var(--plays) } .fails { color: var(--fails) } .refused { color: var(--refused) }
.surprise { background: var(--fails); color: var(--ground); border: 2px solid var(--fails) }
.triplet { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 12px }
figure { margin: 0; padding: 12px; background: var(--panel); border-radius: 8px }
figcaption { color: var(--muted); font-size: 13px; margin-top: 8px }
svg { display: block; width: 100%; height: 96px } svg path { fill: var(--accent) }
.noise path { fill: var(--fails) }
@media print { body { font-size: 10pt } thead { display: table-header-group } tr { break-inside: avoid } }
`)

import type { Peak } from "@gir/media"
import { html, type Markup } from "./html.ts"

const HEIGHT = 100

/** Draws peaks as one filled shape: the upper edge from left to right, the lower one back. */
export function waveformSvg(peaks: readonly Peak[], label: string): Markup {
  const upper = peaks.map((peak, x) => `${x},${level(peak.max)}`)
  const lower = peaks.map((peak, x) => `${x},${level(peak.min)}`).toReversed()
  const shape = `M${[...upper, ...lower].join("L")}Z`
  return html`<svg
    viewBox="0 0 ${peaks.length} ${HEIGHT}"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    <path d="${shape}" />
  </svg>`
}

/** -1 is the lower edge of the drawing, 1 the upper one; silence keeps a hair's breadth. */
function level(value: number): string {
  return ((1 - Math.max(-1, Math.min(1, value))) * (HEIGHT / 2)).toFixed(1)
}

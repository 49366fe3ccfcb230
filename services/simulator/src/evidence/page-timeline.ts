import { html, Markup } from "../report/html.ts"
import type { EvidenceCertificate, EvidenceRun } from "./evidence.ts"
import { day } from "./page-words.ts"

const WIDTH = 1_180
const LEFT = 150
const RIGHT = 44
const ROW = 44
const TOP = 34
const MARGIN = 0.04

/** Certificates' validity against the steps and the recordings of a run. */
export function timeline(run: EvidenceRun): Markup {
  const axis = axisOf(run)
  const height = TOP + run.certificates.length * ROW + 40
  const label = `Validity of ${run.certificates.length} certificates, and the steps of the rehearsal`
  return html`<svg
      class="timeline"
      viewBox="0 0 ${WIDTH} ${height}"
      style="height:${height}px"
      role="img"
      aria-label="${label}"
    >
      ${PATTERNS}${ticks(axis, height)}${run.certificates.map((one, index) => bar(one, { axis, run, index }))}${steps(run, { axis, height })}
    </svg>
    <p class="muted">${caption(run)}</p>`
}

interface Axis {
  readonly from: number
  readonly to: number
  x(iso: string): number
}

/** From the first to the last moment that anything happened; long validities run off the edge. */
function axisOf({ steps: all, certificates, media }: EvidenceRun): Axis {
  const happened = [...all.map(({ at }) => at), ...media.map(({ recordedAt }) => recordedAt)]
  const times = happened.map((iso) => Date.parse(iso))
  const first = Math.min(...times)
  const last = Math.max(...times)
  const edges = certificates
    .flatMap(({ notBefore, notAfter }) => [Date.parse(notBefore), Date.parse(notAfter)])
    .filter((time) => Math.abs(time - first) < YEAR_MS && Math.abs(time - last) < YEAR_MS)
  const start = Math.min(first, ...edges)
  const end = Math.max(last, ...edges)
  const margin = Math.max((end - start) * MARGIN, HOUR_MS)
  const [from, to] = [start - margin, end + margin]
  const x = (iso: string): number => {
    const share = (Date.parse(iso) - from) / (to - from)
    return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - RIGHT)
  }
  return { from, to, x }
}

const HOUR_MS = 3_600_000
const YEAR_MS = 366 * 24 * HOUR_MS
const TICKS = 6

function ticks(axis: Axis, height: number): readonly Markup[] {
  const { from, to } = axis
  return Array.from({ length: TICKS + 1 }, (_, index) => {
    const iso = new Date(from + ((to - from) * index) / TICKS).toISOString()
    const at = axis.x(iso).toFixed(1)
    return html`<line class="grid" x1="${at}" x2="${at}" y1="20" y2="${height - 30}" /><text
        x="${at}"
        y="14"
        text-anchor="middle"
        >${iso.slice(0, 10)}</text
      >`
  })
}

/** Pattern as well as colour: A solid, B hatched, S dotted. */
const PATTERNS =
  new Markup(`<defs><pattern id="hatched" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="series-b" width="4" height="8"/></pattern>
<pattern id="dotted" width="8" height="8" patternUnits="userSpaceOnUse"><circle class="series-s" cx="3" cy="3" r="2"/></pattern></defs>`)

const FILLS: Readonly<Record<string, string>> = { B: "url(#hatched)", S: "url(#dotted)" }

interface Place {
  readonly axis: Axis
  readonly run: EvidenceRun
  readonly index: number
}

function bar(certificate: EvidenceCertificate, { axis, run, index }: Place): Markup {
  const { name, serialNumber, notBefore, notAfter } = certificate
  const y = TOP + index * ROW
  const x = axis.x(notBefore)
  const width = Math.max(2, axis.x(notAfter) - x)
  const fill = FILLS[name] ?? "var(--series-a)"
  const on = stretch(certificate.onProfileAfter, { axis, run })
  const held = stretch(certificate.keyHeldAfter, { axis, run })
  return html`<text x="0" y="${y + 14}" class="name">${name}</text
    ><text x="24" y="${y + 14}">serial ${serialNumber.slice(0, 14)}</text>
    <rect
      class="frame"
      x="${x.toFixed(1)}"
      y="${y}"
      width="${width.toFixed(1)}"
      height="16"
      style="fill:${fill}"
      ><title>${name} is valid from ${day(notBefore)} to ${day(notAfter)}</title></rect
    >
    ${on.map((part) => line(part, { y: y + 22, kind: "on-profile" }))}${held.map((part) => line(part, { y: y + 28, kind: "key-held" }))}`
}

interface Stretch {
  readonly from: number
  readonly to: number
}

/** Steps in a row become one line, up to the step after them. */
function stretch(
  after: readonly number[],
  { axis, run }: Omit<Place, "index">,
): readonly Stretch[] {
  return after.map((step) => ({
    from: axis.x(run.steps[step - 1]?.at ?? run.steps[0]?.at ?? ""),
    to: axis.x(run.steps[step]?.at ?? new Date(axis.to).toISOString()),
  }))
}

function line({ from, to }: Stretch, { y, kind }: { y: number; kind: string }): Markup {
  return html`<line
    class="${kind}"
    x1="${from.toFixed(1)}"
    x2="${to.toFixed(1)}"
    y1="${y}"
    y2="${y}"
  />`
}

function steps(
  { steps: all, media }: EvidenceRun,
  { axis, height }: { axis: Axis; height: number },
): readonly Markup[] {
  return all.map(({ name, at }, index) => {
    const x = axis.x(at).toFixed(1)
    const count = media.filter(({ step }) => step === index + 1).length
    return html`<line class="step" x1="${x}" x2="${x}" y1="20" y2="${height - 30}" /><text
        class="name"
        x="${x}"
        y="${height - 16 + (index % 2) * 12}"
        text-anchor="middle"
        >${index + 1}<title>${name}: ${at}, ${count} media files recorded</title></text
      >`
  })
}

function caption({ steps: all, certificates }: EvidenceRun): string {
  const dates = all.map(({ name, at }, index) => `${index + 1} ${name} ${day(at)}`)
  const validity = certificates.map(
    ({ name, notBefore, notAfter }) => `${name} ${day(notBefore)} to ${day(notAfter)}`,
  )
  return `Bars: validity (${validity.join("; ")}). Thick line: on the IVR Profile; thin line: RCS holds its key. Steps: ${dates.join(", ")}.`
}

import { html, type Markup } from "../../report/html.ts"

export interface Line {
  readonly label: string
  /** x and y; a gap between seconds is drawn through. */
  readonly points: readonly (readonly [number, number])[]
}

export interface PlotOptions {
  readonly title: string
  /** What the plot shows, in a sentence with numbers. */
  readonly finding: string
  readonly unit: string
  readonly xUnit?: string
  readonly lines: readonly Line[]
  readonly isLog?: boolean
  /** Vertical lines, by x. */
  readonly marks?: readonly (readonly [number, string])[]
  /** Horizontal lines, by y. */
  readonly limits?: readonly (readonly [number, string])[]
}

const WIDTH = 560
const HEIGHT = 220
const LEFT = 56
const RIGHT = 110
const TOP = 12
const BOTTOM = 24
/** Pattern as well as colour: in grey print lines can still be told apart. */
const DASHES = ["", "6 3", "2 2", "10 3 2 3", "4 6", "1 4"]
const TICKS = 4

/** A plot that needs no script: lines with their names beside them, and all numbers below. */
export function linePlot(options: PlotOptions): Markup {
  const lines = options.lines.filter(({ points }) => points.length > 0)
  const caption = html`<figcaption>
    <strong>${options.title}.</strong> ${options.finding}
  </figcaption>`
  if (lines.length === 0) return html`<figure>${caption}</figure>`
  const scale = scaleOf(options, lines)
  return html`<figure>
    <svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${options.title}">
      ${axes(options, scale)}
      ${(options.limits ?? []).map(
        ([y, text]) =>
          html`<line
              class="limit"
              x1="${LEFT}"
              x2="${WIDTH - RIGHT}"
              y1="${scale.y(y)}"
              y2="${scale.y(y)}"
            />
            <text class="limit" x="${LEFT + 4}" y="${Number(scale.y(y)) - 3}">${text}</text>`,
      )}
      ${(options.marks ?? []).map(
        ([x, text], index) =>
          html`<line
              class="mark"
              x1="${scale.x(x)}"
              x2="${scale.x(x)}"
              y1="${TOP}"
              y2="${HEIGHT - BOTTOM}"
            />
            <text x="${Number(scale.x(x)) + 3}" y="${TOP + 10 + index * 12}">${text}</text>`,
      )}
      ${lines.map((line, index) => drawLine(line, index, { scale, count: lines.length }))}
    </svg>
    ${caption}
    <details>
      <summary>Show data</summary>
      ${dataTable(options, lines)}
    </details>
  </figure>`
}

interface Scale {
  readonly x: (value: number) => string
  readonly y: (value: number) => string
  readonly maxX: number
  readonly minX: number
  readonly maxY: number
  readonly minY: number
}

function scaleOf({ isLog = false, limits = [] }: PlotOptions, lines: readonly Line[]): Scale {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x))
  const ys = [...lines.flatMap(({ points }) => points.map(([, y]) => y)), ...limits.map(([y]) => y)]
  const [minX, maxX] = [least(xs), Math.max(most(xs), least(xs) + 1)]
  const minY = isLog ? Math.max(0.1, least(ys.filter((y) => y > 0))) : 0
  const maxY = Math.max(most(ys), isLog ? minY * 10 : 1)
  const along = (value: number): number =>
    isLog
      ? Math.log(Math.max(value, minY) / minY) / Math.log(maxY / minY)
      : (value - minY) / (maxY - minY)
  return {
    minX,
    maxX,
    minY,
    maxY,
    x: (value) => (LEFT + ((value - minX) / (maxX - minX)) * (WIDTH - LEFT - RIGHT)).toFixed(1),
    y: (value) => (HEIGHT - BOTTOM - along(value) * (HEIGHT - TOP - BOTTOM)).toFixed(1),
  }
}

function axes({ unit, isLog = false, xUnit = "s" }: PlotOptions, scale: Scale): Markup {
  const steps = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS)
  const valueAt = (share: number): number =>
    isLog
      ? scale.minY * (scale.maxY / scale.minY) ** share
      : scale.minY + share * (scale.maxY - scale.minY)
  return html`${steps.map((share) => {
      const value = valueAt(share)
      return html`<line
          class="grid"
          x1="${LEFT}"
          x2="${WIDTH - RIGHT}"
          y1="${scale.y(value)}"
          y2="${scale.y(value)}"
        />
        <text class="tick" x="${LEFT - 4}" y="${Number(scale.y(value)) + 4}"
          >${number(value)}</text
        >`
    })}
    <text x="${LEFT}" y="${HEIGHT - 6}">${number(scale.minX)}</text>
    <text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}">${number(scale.maxX)} ${xUnit}</text>
    <text x="${WIDTH - RIGHT + 6}" y="${HEIGHT - 6}">${unit}${isLog ? ", log" : ""}</text>`
}

function drawLine(
  { label, points }: Line,
  index: number,
  { scale, count }: { readonly scale: Scale; readonly count: number },
): Markup {
  const path = points.map(([x, y]) => `${scale.x(x)},${scale.y(y)}`).join("L")
  // Names stand below one another: ends of lines often lie together.
  const y = TOP + 10 + index * Math.min(16, (HEIGHT - TOP - BOTTOM) / count)
  const dash = DASHES[index % DASHES.length] ?? ""
  return html`<path class="series s${index % 6}" stroke-dasharray="${dash}" d="M${path}" />
    <line
      class="series s${index % 6}"
      stroke-dasharray="${dash}"
      x1="${WIDTH - RIGHT + 4}"
      x2="${WIDTH - RIGHT + 22}"
      y1="${y - 4}"
      y2="${y - 4}"
    />
    <text x="${WIDTH - RIGHT + 26}" y="${y}">${label}</text>`
}

/** Long runs are told in steps, so that the page stays small. */
const MOST_ROWS = 120

function dataTable({ unit, xUnit = "s" }: PlotOptions, lines: readonly Line[]): Markup {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([x]) => x)))].toSorted(
    (a, b) => a - b,
  )
  const step = Math.ceil(xs.length / MOST_ROWS)
  const values = lines.map(({ points }) => new Map(points))
  return html`<table>
    <thead>
      <tr>
        <th>${xUnit}</th>
        ${lines.map(({ label }) => html`<th>${label}, ${unit}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${xs
        .filter((_, index) => index % step === 0)
        .map((x) => {
          const cells = values.map((map) => {
            const value = map.get(x)
            return html`<td class="number">${value === undefined ? "" : number(value)}</td>`
          })
          return html`<tr>
            <td class="number">${number(x)}</td>
            ${cells}
          </tr>`
        })}
    </tbody>
  </table>`
}

/** Three digits are enough to read, and none is invented. */
export function number(value: number): string {
  if (value === 0) return "0"
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
}

function most(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
}

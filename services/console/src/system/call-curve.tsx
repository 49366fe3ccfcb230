import type { LoadState } from "@gir/contracts"
import { plural } from "../ui/format.ts"

const WIDTH = 600
const HEIGHT = 96

type Second = LoadState["seconds"][number]

/** Calls by the second in which they were meant to begin: what was offered, and what is stored of it. */
export function CallCurve({ seconds }: { readonly seconds: readonly Second[] }) {
  const most = Math.max(1, ...seconds.map(({ offered }) => offered))
  const first = seconds[0]?.second ?? 0
  const span = Math.max(1, (seconds.at(-1)?.second ?? 0) - first)
  const line = (of: (second: Second) => number): string =>
    seconds
      .map((one) => {
        const x = ((one.second - first) / span) * WIDTH
        const y = HEIGHT - (of(one) / most) * HEIGHT
        return `${x.toFixed(1)},${y.toFixed(1)}`
      })
      .join(" ")
  const said = `Calls per second, the last ${plural(seconds.length, "second")}, at most ${most}`
  return (
    <figure className="call-curve">
      <svg
        viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said}
      >
        <polyline className="call-curve-offered" points={line(({ offered }) => offered)} />
        <polyline className="call-curve-stored" points={line(({ stored }) => stored)} />
      </svg>
      <figcaption>
        {said}: offered <span className="call-curve-key-offered">- - -</span> and stored{" "}
        <span className="call-curve-key-stored">——</span>
      </figcaption>
    </figure>
  )
}

import { GirError } from "@gir/errors"

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  /** Of 365 days, as certificates are usually issued. */
  y: 31_536_000_000,
}
const DURATION = /^(-?\d{1,12})(ms|s|m|h|d|w|y)$/

/**
 * Reads a span of time such as `10m`, `-90s`, `365d` or `10y`.
 *
 * @returns milliseconds.
 * @throws ERR_CLI_USAGE
 */
export function parseDuration(text: string): number {
  const [, count, unit] = DURATION.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return Number(count) * (UNIT_MS[unit] ?? 1)
  throw new GirError("ERR_CLI_USAGE", `${text} is no span of time`, {
    next: "write a whole number and one of ms, s, m, h, d, w, y: 10m, 365d",
  })
}

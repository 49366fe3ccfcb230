const MINUTE_MS = 60_000

/** @returns `2026-12-01 10:15 Z`, or the same moment on this machine's clock. */
export function formatTime(iso: string, clock: "utc" | "local" = "utc"): string {
  const moment = new Date(iso)
  if (Number.isNaN(moment.getTime())) return iso
  if (clock === "utc") return `${moment.toISOString().slice(0, 16).replace("T", " ")} Z`
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE_MS)
  return shifted.toISOString().slice(0, 16).replace("T", " ")
}

/** @returns `1:02.5`, minutes and seconds with one decimal. */
export function formatDuration(durationMs: number): string {
  const tenths = Math.round(durationMs / 100)
  const minutes = Math.floor(tenths / 600)
  const rest = tenths - minutes * 600
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`
}

/** @returns `−10 min`, `+45 s`, `−2 days`: how far a clock is off. */
export function formatOffset(offsetMs: number): string {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000)
  const sign = offsetMs < 0 ? "−" : "+"
  if (seconds < 120) return `${sign}${seconds} s`
  if (seconds < 7_200) return `${sign}${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${sign}${Math.round(seconds / 3_600)} h`
  return `${sign}${formatCount(Math.round(seconds / 86_400))} days`
}

/** @returns `481,029`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat("en-US").format(count)
}

/** @returns `481,029 bytes`; `1 byte`. */
export function formatBytes(bytes: number): string {
  return `${formatCount(bytes)} ${bytes === 1 ? "byte" : "bytes"}`
}

/** @returns `1f3a…41aa`; a short text as it is. */
export function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 4)}…${hash.slice(-4)}` : hash
}

/** @returns `0A1B…00017`: the ends of a recording id. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-5)}` : id
}

/** @returns `1 recording`, `2 recordings`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`
}

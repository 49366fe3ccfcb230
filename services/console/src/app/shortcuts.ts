import { PATHS } from "../router/paths.ts"

/** Single keys; each also has a button or a link. */
export const SHORTCUTS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: "?", does: "this list" },
  { keys: "/", does: "filter" },
  { keys: "g h", does: "Home" },
  { keys: "g c", does: "Certificates" },
  { keys: "g p", does: "Voice Platform Profiles" },
  { keys: "g s", does: "Screen Recording Certificates" },
  { keys: "g r", does: "Recordings" },
  { keys: "g n", does: "Scenarios" },
  { keys: "g y", does: "System" },
  { keys: "j  k", does: "next row, row before" },
  { keys: "Enter", does: "open the row" },
  { keys: "Esc", does: "close" },
  { keys: "N", does: "simulator notes on or off" },
  { keys: "Space", does: "play or pause" },
  { keys: "←  →  Home", does: "Data path: hop before, next hop, first hop" },
  { keys: "P", does: "Data path: walk by itself" },
  { keys: "O", does: "Data path: open the object of this hop" },
  { keys: "[  ]", does: "Scenario: step before, next step that was done" },
  { keys: "→  Space  ←", does: "Present: next, back without undoing; Home first, R restart" },
  { keys: "W", does: "Present: the same step under the other switch" },
]

/** Second key after `g`. */
export const DESTINATIONS: Readonly<Record<string, string>> = {
  h: PATHS.home,
  c: PATHS.certificates,
  p: PATHS.profiles,
  s: PATHS.screenCertificates,
  r: PATHS.recordings,
  n: PATHS.scenarios,
  y: PATHS.system,
}

/** Asked every second or so by somebody; their log lines and spans would bury the others. */
const QUIET = new Set(["/livez", "/readyz", "/metrics"])

export function isQuietRoute(route: string): boolean {
  return QUIET.has(route)
}

/**
 * What the console's pages may do: everything from here, nothing from anywhere else, but for players,
 * which go to RCS themselves. Inline scripts and styles are off, so that a text that slips into a
 * page stays a text.
 *
 * @param playbackOrigins where decrypted media comes from.
 */
export function contentSecurityPolicy(playbackOrigins: readonly string[]): string {
  const players = playbackOrigins.map((origin) => ` ${origin}`).join("")
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${players}`,
    `media-src 'self' blob:${players}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ")
}

/** Addresses of the console's screens. */
export const PATHS = {
  home: "/",
  accounts: "/accounts",
  certificates: "/administration/certificates",
  screenCertificates: "/administration/screen-recording-certificates",
  profiles: "/configuration/voice-platform-profiles",
  applications: "/configuration/applications",
  recordings: "/recordings",
  noise: "/noise",
  scenarios: "/scenarios",
  labs: "/labs",
  present: "/present",
  system: "/system",
} as const

export function profilePath(dbid: number | "new", tab = "general"): string {
  return `${PATHS.profiles}/${dbid}/${tab}`
}

export function applicationPath(name: string): string {
  return `${PATHS.applications}/${encodeURIComponent(name)}`
}

/** @param hop from 1 to 8. */
export function dataPathOf(recordingId: string, chain: "call" | "screen", hop: number): string {
  return `${PATHS.recordings}/${recordingId}/data-path?chain=${chain}&hop=${hop}`
}

export function scenarioPath(name: string): string {
  return `${PATHS.scenarios}/${encodeURIComponent(name)}`
}

export function waveformsPath(recordingId: string): string {
  return `${PATHS.recordings}/${recordingId}/waveforms`
}

export function recordingPath(recordingId: string, mediaId?: string): string {
  const path = `${PATHS.recordings}/${recordingId}`
  return mediaId === undefined ? path : `${path}?media=${mediaId}`
}

/**
 * Matches a path against a pattern such as `/recordings/:id`.
 *
 * @returns the named parts, or null when the path is another one.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/")
  const given = path.replace(/\/+$/, "").split("/")
  if (pattern === "/") return path === "/" ? {} : null
  if (wanted.length !== given.length) return null
  const found: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ""
    if (part.startsWith(":")) found[part.slice(1)] = decode(value)
    else if (part !== value) return null
  }
  return found
}

/** A percent sign that escapes nothing is taken as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

import { GirError } from "@gir/errors"

/** The fields of "Recording Destinations" that hold an address. */
interface Destinations {
  readonly storageDestination: string | null | undefined
  readonly recordingProcessorUri: string | null | undefined
  readonly speechMinerDestination: string | null | undefined
  readonly speechMinerInteractionReceiver: string | null | undefined
}

/** These two are called; the others may be folders as well. */
const HTTP_ONLY: ReadonlySet<string> = new Set([
  "recordingProcessorUri",
  "speechMinerInteractionReceiver",
])

/**
 * Refuses an address that could not be used, or that would put a password into the options, where
 * everybody who may see the profile reads it.
 *
 * @throws ERR_CONFIG_PROFILE_INVALID naming the field, and never its value.
 */
export function checkDestinations(destinations: Destinations): void {
  for (const [field, text] of Object.entries(destinations)) {
    if (typeof text === "string") checkAddress(field, text)
  }
}

function checkAddress(field: string, text: string): void {
  if (/\p{Cc}/u.test(text)) throw invalid(field, "holds a control character")
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && (url.username !== "" || url.password !== "")) {
    throw invalid(field, "holds a user name or a password: leave them out of the address")
  }
  if (!HTTP_ONLY.has(field)) return
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw invalid(field, "must be an address such as http://host:8889/api")
  }
}

function invalid(field: string, reason: string): GirError {
  return new GirError("ERR_CONFIG_PROFILE_INVALID", `${field} ${reason}`, { fields: { field } })
}

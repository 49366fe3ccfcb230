import { GirError } from "@gir/errors"

/**
 * Brings a location to its one form: a leading slash, none at the end, none doubled.
 * The guide's pages write both `/US/CA` and `/US/CA/`.
 */
export function normalizeLocation(location: string): string {
  return `/${segmentsOf(location).join("/")}`
}

/**
 * Finds the setting of the nearest location: the node's own, else the nearest one above it.
 * Seed: "a decrypt-uri-prefix setting with a location of "/US" if the nodePath set to "/US/AK"".
 *
 * @returns `null` when no setting's location is the node path or above it.
 */
export function nearestSetting<S extends { readonly location: string }>(
  settings: readonly S[],
  nodePath: string,
): S | null {
  let nearest: S | null = null
  for (const setting of settings) {
    if (!serves(setting.location, nodePath)) continue
    if (nearest === null || depthOf(setting.location) > depthOf(nearest.location)) nearest = setting
  }
  return nearest
}

/** The address at which RCS plays a media file. The prefix may end with a slash. */
export function mediaUriOf(prefix: string, mediaId: string): string {
  return `${prefix.replace(/\/+$/, "")}/media/${mediaId}`
}

/** The error that a player of this node meets; its next step is the guide's command, filled in. */
export function noDecryptUri(nodePath: string, opsUri: string): GirError {
  const body = JSON.stringify({
    name: "decrypt-uri-prefix",
    location: nodePath,
    value: "http://127.0.0.1:8008/rcs",
  })
  return new GirError(
    "ERR_RWS_NO_DECRYPT_URI",
    `no decrypt-uri-prefix serves location ${nodePath}`,
    {
      fields: { nodePath },
      next: `curl -u ops:ops -X POST -d '${body}' ${opsUri}/settings/screen-recording --header "Content-Type: application/json"; echo`,
    },
  )
}

/** By path segment, never by characters: `/US` serves `/US/AK` and not `/USA`. */
function serves(location: string, nodePath: string): boolean {
  const node = segmentsOf(nodePath)
  const above = segmentsOf(location)
  return above.length <= node.length && above.every((segment, index) => segment === node[index])
}

function depthOf(location: string): number {
  return segmentsOf(location).length
}

function segmentsOf(location: string): readonly string[] {
  return location.split("/").filter((segment) => segment !== "")
}

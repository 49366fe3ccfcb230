import { GirError } from "@gir/errors"

/** How a destination on another machine is reached; a folder needs nothing of it. */
export interface StorageAccess {
  /** Address of an S3 server other than Amazon's. */
  readonly endpoint: string | null
  readonly region: string | null
  /** Two lines: user name or access key id, then password or secret access key. */
  readonly credentials: string | null
}

export const noAccess: StorageAccess = { endpoint: null, region: null, credentials: null }

export interface StorageCredentials {
  readonly user: string
  readonly secret: string
}

/**
 * @returns null when there are none.
 * @throws ERR_STORAGE_DESTINATION_INVALID, which repeats nothing of them.
 */
export function parseCredentials({ credentials }: StorageAccess): StorageCredentials | null {
  if (credentials === null) return null
  const [user = "", secret = "", ...rest] = credentials.split("\n").map((line) => line.trim())
  if (user !== "" && secret !== "" && rest.length === 0) return { user, secret }
  throw new GirError(
    "ERR_STORAGE_DESTINATION_INVALID",
    "the file with the credentials does not hold two lines, the name and the secret",
  )
}

import { fileURLToPath } from "node:url"
import { GirError } from "@gir/errors"
import { noFaults, type Faults } from "@gir/sim"
import { faultyDestination } from "./faulty-destination.ts"
import { openFileDestination } from "./file/file-destination.ts"
import { lazyDestination } from "./remote/lazy-destination.ts"
import { noAccess, parseCredentials, type StorageAccess } from "./storage-access.ts"
import type { StorageDestination } from "./storage-destination.ts"

/**
 * Opens the Storage Destination behind an address. Nothing is touched yet: a destination that is
 * away shows in the first call, and in {@link StorageDestination.check}.
 *
 * @param uri `file:///absolute/path`, `webdav+https://host/path` (`webdav+http:`) or
 * `s3://bucket/prefix`. Folder and bucket must exist, so that a disk that is not mounted is never
 * mistaken for an empty one.
 * @param faults what goes wrong with it on purpose.
 * @param access how another machine is reached; never part of the address.
 * @throws ERR_STORAGE_DESTINATION_INVALID
 */
export function openStorageDestination(
  uri: string,
  faults: Faults = noFaults,
  access: StorageAccess = noAccess,
): StorageDestination {
  const storage = openAdapter(uri, access)
  return faults === noFaults ? storage : faultyDestination(storage, faults)
}

function openAdapter(uri: string, access: StorageAccess): StorageDestination {
  const url = URL.canParse(uri) ? new URL(uri) : null
  const open = url === null ? undefined : ADAPTERS[url.protocol]
  if (url === null || open === undefined) throw invalid(uri, "no adapter exists for this address")
  if (url.username !== "" || url.password !== "") {
    throw invalid(uri, "credentials stand in a file, not in the address")
  }
  if (url.search !== "" || url.hash !== "") {
    throw invalid(uri, "an address has no query and no fragment")
  }
  return open(url, access)
}

type OpenAdapter = (url: URL, access: StorageAccess) => StorageDestination

const ADAPTERS: Readonly<Record<string, OpenAdapter>> = {
  "file:": openFile,
  "webdav+http:": openWebdav,
  "webdav+https:": openWebdav,
  "s3:": openS3,
}

function openFile(url: URL): StorageDestination {
  try {
    return openFileDestination({ root: fileURLToPath(url) })
  } catch (cause) {
    throw invalid(url.href, "a file address names an absolute path and no host", cause)
  }
}

function openWebdav(url: URL, access: StorageAccess): StorageDestination {
  const options = {
    url: url.href.slice("webdav+".length).replace(/\/+$/, ""),
    credentials: parseCredentials(access),
  }
  return lazyDestination(async () => {
    const { openWebdavDestination } = await import("./webdav/webdav-destination.ts")
    return openWebdavDestination(options)
  })
}

/** Keys are never guessed from the environment or a home folder: what is not given is missing. */
function openS3(url: URL, access: StorageAccess): StorageDestination {
  const credentials = parseCredentials(access)
  if (credentials === null) throw invalid(url.href, "S3 needs GIR_STORAGE_CREDENTIALS_FILE")
  const { endpoint, region } = access
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, "")
  const options = { bucket: url.host, prefix, endpoint, region, credentials }
  return lazyDestination(async () => {
    const { openS3Destination } = await import("./s3/s3-destination.ts")
    return openS3Destination(options)
  })
}

/** The address itself may carry credentials, so that only its scheme is repeated. */
function invalid(uri: string, reason: string, cause?: unknown): GirError {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0] ?? "without a scheme"
  return new GirError("ERR_STORAGE_DESTINATION_INVALID", `${reason} (${scheme})`, { cause })
}

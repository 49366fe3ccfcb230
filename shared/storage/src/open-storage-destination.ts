import { fileURLToPath } from "node:url"
import { GirError } from "@gir/errors"
import { noFaults, type Faults } from "@gir/sim"
import { faultyDestination } from "./faulty-destination.ts"
import { openFileDestination } from "./file/file-destination.ts"
import type { StorageDestination } from "./storage-destination.ts"

/**
 * Opens the Storage Destination behind an address. Nothing is touched yet: a destination that is
 * away shows in the first call, and in {@link StorageDestination.check}.
 *
 * @param uri `file:///absolute/path`; the folder must exist, so that a disk that is not mounted is
 * never mistaken for an empty one.
 * @param faults what goes wrong with it on purpose.
 * @throws ERR_STORAGE_DESTINATION_INVALID
 */
export function openStorageDestination(uri: string, faults: Faults = noFaults): StorageDestination {
  const storage = openAdapter(uri)
  return faults === noFaults ? storage : faultyDestination(storage, faults)
}

function openAdapter(uri: string): StorageDestination {
  const url = URL.canParse(uri) ? new URL(uri) : null
  if (url?.protocol !== "file:") throw invalid(uri, "no adapter exists for this address")
  try {
    return openFileDestination({ root: fileURLToPath(url) })
  } catch (cause) {
    throw invalid(uri, "a file address names an absolute path and no host", cause)
  }
}

/** The address itself may carry credentials, so that only its scheme is repeated. */
function invalid(uri: string, reason: string, cause?: unknown): GirError {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(uri)?.[0] ?? "without a scheme"
  return new GirError("ERR_STORAGE_DESTINATION_INVALID", `${reason} (${scheme})`, { cause })
}

import {
  BACKUP_PASSWORD_HEADER,
  KeystoreCensus,
  KeystoreCertificate,
  KeystoreCheck,
  RestoredKeystore,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { join } from "node:path"
import type { CommandContext } from "../cli/command-context.ts"
import { urlOf } from "../installation/node-environment.ts"
import { requireRunning } from "../installation/run-file.ts"
import { readSecret } from "../installation/secrets.ts"
import { stateFolder } from "../installation/state-folder.ts"

/** The keystore of Recording Crypto Server, as the operator uses it. */
export interface KeystoreClient {
  /** Reads the keystore file anew and uses every key once. */
  check(): Promise<KeystoreCheck>
  /** A certificate whose key is held. @throws ERR_RCS_CERTIFICATE_NOT_FOUND */
  certificate(id: string): Promise<KeystoreCertificate>
  /** Which recordings need which key. */
  census(): Promise<KeystoreCensus>
  /** @returns a PKCS #12 file under `password`. */
  backUp(password: string): Promise<Buffer>
  /** @throws ERR_RCS_BACKUP_PASSWORD_WRONG, ERR_RCS_BACKUP_UNREADABLE */
  restore(backup: Buffer, password: string): Promise<RestoredKeystore>
}

/** A keystore of a few thousand keys stays below. */
export const MAX_BACKUP_BYTES = 16 * 1024 * 1024
/** Each key is used once, and the largest take 30 ms. */
const CHECK_TIMEOUT_MS = 120_000

/**
 * Talks to the RCS of the installation that runs on a state folder, for the time of one piece of
 * work. The database and the queue are not needed for it.
 *
 * @throws ERR_CLI_NOT_RUNNING
 */
export async function withKeystore<T>(
  stateName: string,
  context: CommandContext,
  work: (keystore: KeystoreClient) => Promise<T>,
): Promise<T> {
  const run = await requireRunning(stateFolder(join(context.folder, stateName)))
  const token = await readSecret(run.secrets.serviceTokenFile)
  const http = httpClient({
    baseUrl: urlOf(run.nodes, "rcs"),
    authorization: () => `Bearer ${token}`,
    timeoutMs: CHECK_TIMEOUT_MS,
  })
  try {
    return await work(keystoreClient(http))
  } finally {
    await http.close()
  }
}

function keystoreClient(http: HttpClient): KeystoreClient {
  return {
    check: () => http.request({ method: "GET", path: "/keystore/check", schema: KeystoreCheck }),
    certificate: (id) =>
      http.request({ method: "GET", path: `/certificates/${id}`, schema: KeystoreCertificate }),
    census: () => http.request({ method: "GET", path: "/census", schema: KeystoreCensus }),
    backUp: async (password) => {
      const { body } = await http.stream({
        method: "GET",
        path: "/keystore/backup",
        headers: { [BACKUP_PASSWORD_HEADER]: password },
      })
      return readWhole(body)
    },
    restore: (backup, password) =>
      http.request({
        method: "POST",
        path: "/keystore/restore",
        body: { backup: backup.toString("base64"), password },
        schema: RestoredKeystore,
      }),
  }
}

async function readWhole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body) {
    bytes += part.length
    if (bytes > MAX_BACKUP_BYTES) {
      throw new GirError("ERR_SERVICE_UNAVAILABLE", "rcs sends a backup without an end")
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

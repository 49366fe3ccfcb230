import { dirname, join } from "node:path"
import type { Clock, Faults } from "@gir/sim"
import { httpClient, type HttpClient, type Logger, type ServiceContext } from "@gir/service-kit"
import { createAuthorization, type Authorization } from "./authorization.ts"
import { loadCaStore, type CaStore } from "./ca-store.ts"
import type { RcsConfig } from "./config.ts"
import { resolveRcsPath } from "./guide-path.ts"
import { openDecryptPool, type DecryptPool } from "./decrypt-pool/decrypt-pool.ts"
import { openFailedDecrypts, type FailedDecrypts } from "./failed-decrypts.ts"
import { openKeystore, type Keystore } from "./keystore.ts"
import { openPlaybackTokens, type PlaybackTokens } from "./playback-tokens.ts"
import { recordingsClient, type RecordingsClient } from "./recordings-client.ts"
import type { RcsRecords } from "./records/rcs-records.ts"
import { openSessions, type Sessions } from "./sessions.ts"
import { ensureUsersFile } from "./users.ts"

/** Everything that the routes and the worker of RCS share. */
export interface RcsParts extends Omit<RcsRecords, "lock"> {
  readonly config: RcsConfig
  readonly clock: Clock
  readonly faults: Faults
  readonly logger: Logger
  readonly keystore: Keystore
  readonly decryptPool: DecryptPool
  readonly caStore: CaStore
  readonly sessions: Sessions
  readonly authorization: Authorization
  readonly playbackTokens: PlaybackTokens
  readonly recordings: RecordingsClient
  readonly rws: HttpClient
  readonly failedDecrypts: FailedDecrypts
}

/**
 * Puts the parts together from rcs.properties as it is now: this is the start that the guide's
 * "restart" means. Files that are missing at the first start are made.
 */
export async function createParts(
  config: RcsConfig,
  { clock, faults, logger }: ServiceContext,
  { lock, ...records }: RcsRecords,
): Promise<RcsParts> {
  const { properties, serviceToken, usersFile } = config
  const keystoreFile = guidePath(config, "keystorepath", properties.keystorepath)
  const passwordFile = guidePath(config, "keystorepasswordfile", properties.keystorepasswordfile)
  ensureUsersFile(usersFile)
  const sessions = openSessions({ usersFile, idleTimeoutMs: config.sessionIdleMs, clock })
  const rws = httpClient({
    baseUrl: config.rwsUrl,
    authorization: () => `Bearer ${serviceToken}`,
  })
  return {
    ...records,
    config,
    clock,
    faults,
    logger,
    keystore: openKeystore({
      file: keystoreFile,
      passwordFile,
      lock,
      issuerSerialCollision: config.issuerSerialCollision,
    }),
    decryptPool: openDecryptPool(),
    caStore: await openCaStore(config, logger),
    sessions,
    authorization: createAuthorization(sessions, serviceToken),
    playbackTokens: openPlaybackTokens({
      secretFile: join(dirname(keystoreFile), "playback-token.secret"),
      lifetimeMs: config.playbackTokenMs,
      clock,
    }),
    recordings: recordingsClient(rws),
    rws,
    failedDecrypts: openFailedDecrypts(config.failedDecryptsPerMinute, clock),
  }
}

/** Seed: "Change the value of the cacertstorepath parameter", then "Restart". */
async function openCaStore(config: RcsConfig, logger: Logger): Promise<CaStore> {
  const { cacertstorepath, cacertstorepassword } = config.properties
  const caStore = await loadCaStore(
    cacertstorepath === null ? null : () => guidePath(config, "cacertstorepath", cacertstorepath),
    cacertstorepassword,
  )
  if (caStore.state === "unusable") logger.error({ error: caStore.error }, "CA store unusable")
  else if (caStore.state === "not-configured") logger.warn({}, "no CA store: uploads are unchecked")
  else
    logger.info({ count: caStore.caCertificates.length, notices: caStore.notices }, "CA store read")
  return caStore
}

function guidePath(config: RcsConfig, option: string, path: string): string {
  return resolveRcsPath(path, { nodeRoot: config.nodeRoot, option })
}

import {
  BACKUP_PASSWORD_HEADER,
  BackupHeaders,
  KeystoreRestore,
  type KeystoreCheck,
  type RestoredKeystore,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { ADMINISTRATION } from "./authorization.ts"
import type { RcsParts } from "./parts.ts"
import { restoreKeystore } from "./restore-keystore.ts"

/** The largest keystore, in base64 with room for the rest of the body. */
const RESTORE_LIMIT_BYTES = 24_000_000

/** Backup, restore and check. Seed: "back up your keystore". */
export function keystoreRoutes(app: App, parts: RcsParts): void {
  const { authorization, keystore, audit, clock, logger } = parts
  const actorOf = (request: FastifyRequest): string =>
    authorization.sessionOrService(request, ADMINISTRATION)
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    actorOf(request)
  }

  app.get(
    "/keystore/backup",
    // Answering a HEAD would make a backup that nobody gets.
    { onRequest, exposeHeadRoute: false, schema: { headers: BackupHeaders } },
    async (request, reply) => {
      const backup = await keystore.backUp(request.headers[BACKUP_PASSWORD_HEADER])
      const keys = (await keystore.entries()).length
      const actor = actorOf(request)
      await audit.write({ actor, action: "back-up-keystore", outcome: "done", details: { keys } })
      logger.info({ keys }, "keystore backed up")
      const day = clock.now().toISOString().slice(0, 10)
      return reply
        .type("application/x-pkcs12")
        .header("cache-control", "no-store")
        .header("content-disposition", `attachment; filename="keystore-${day}.p12"`)
        .send(Buffer.from(backup))
    },
  )

  app.post(
    "/keystore/restore",
    { onRequest, bodyLimit: RESTORE_LIMIT_BYTES, schema: { body: KeystoreRestore } },
    async (request): Promise<RestoredKeystore> => {
      const restored = await restoreKeystore(request.body, { ...parts, actor: actorOf(request) })
      const { added, alreadyHeld } = restored
      logger.info({ added, alreadyHeld: alreadyHeld.length }, "keystore restored")
      return restored
    },
  )

  app.get("/keystore/check", { onRequest }, async (): Promise<KeystoreCheck> => keystore.check())
}

import type { Privilege } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { FastifyRequest } from "fastify"
import type { Sessions } from "./sessions.ts"

const ADMINISTRATION: Privilege = "Administration of Recording Certificates and Keys"

/**
 * A hook that lets only administrators of certificates pass, before anything of a body is read.
 * GAX asks for the privilege itself: the other services see GAX and not the person behind it.
 *
 * @throws ERR_UNAUTHORIZED, ERR_GAX_SESSION_UNKNOWN, ERR_FORBIDDEN
 */
export function requireAdministrator(
  sessions: Sessions,
): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (sessions.of(request).privileges.includes(ADMINISTRATION)) return
    throw new GirError("ERR_FORBIDDEN", `this needs the privilege "${ADMINISTRATION}"`, {
      fields: { privilege: ADMINISTRATION },
    })
  }
}

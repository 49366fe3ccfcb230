import type { Privilege } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { FastifyRequest } from "fastify"
import type { Sessions } from "./sessions.ts"

/** Upload, delete, deploy and assign. */
export const ADMINISTRATION =
  "Administration of Recording Certificates and Keys" satisfies Privilege
/** See certificates, and play recordings. */
export const DECRYPT = "Decrypt a Recording" satisfies Privilege

/**
 * A hook that lets only people with the privilege pass, before anything of a body is read. GAX asks
 * for it itself: all services but RCS see GAX and not the person behind it.
 *
 * @param privilege `any`: one of them is enough.
 * @throws ERR_UNAUTHORIZED, ERR_GAX_SESSION_UNKNOWN, ERR_FORBIDDEN
 */
export function requirePrivilege(
  sessions: Sessions,
  privilege: Privilege | "any",
): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const privileges: readonly Privilege[] = sessions.of(request).privileges
    if (privilege === "any" ? privileges.length > 0 : privileges.includes(privilege)) return
    const needed = privilege === "any" ? DECRYPT : privilege
    throw new GirError("ERR_FORBIDDEN", `this needs the privilege "${needed}"`, {
      fields: { privilege: needed },
    })
  }
}

import type { Privilege, Session } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { hasServiceToken, readBearerToken } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { SERVICE_ACTOR } from "./records/audit-trail.ts"
import type { Sessions } from "./sessions.ts"

/** Upload, delete, back up and restore, and the audit. */
export const ADMINISTRATION = "Administration of Recording Certificates and Keys"
/** View certificates, and use them for playback. */
export const DECRYPT = "Decrypt a Recording"

/** Header that carries a session's id. */
export const SESSION_HEADER = "x-rcs-session"

/** Who may do what. Every method throws when the caller may not, and before anything is read. */
export interface Authorization {
  /** @throws ERR_UNAUTHORIZED, ERR_RCS_NOT_AVAILABLE, ERR_FORBIDDEN. */
  session(request: FastifyRequest, privilege: Privilege | "any"): Session
  /**
   * A person with the privilege, or another service of the installation.
   *
   * @returns the user name, or `service`: who it was, for the audit.
   */
  sessionOrService(request: FastifyRequest, privilege: Privilege | "any"): string
}

export function createAuthorization(sessions: Sessions, serviceToken: string): Authorization {
  const session: Authorization["session"] = (request, privilege) => {
    const sessionId = request.headers[SESSION_HEADER]
    if (typeof sessionId !== "string" || sessionId === "") {
      throw new GirError("ERR_UNAUTHORIZED", "the request carries no RCS session")
    }
    const found = sessions.find(sessionId)
    const isAllowed =
      privilege === "any" ? found.privileges.length > 0 : found.privileges.includes(privilege)
    if (isAllowed) return found
    throw new GirError("ERR_FORBIDDEN", `this needs the privilege "${privilege}"`, {
      fields: { privilege },
    })
  }
  return {
    session,
    sessionOrService: (request, privilege) => {
      if (readBearerToken(request) === null) return session(request, privilege).userName
      if (hasServiceToken(request, serviceToken)) return SERVICE_ACTOR
      throw new GirError(
        "ERR_UNAUTHORIZED",
        "the service token is not the one of this installation",
      )
    },
  }
}

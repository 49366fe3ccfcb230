import { GirError } from "@gir/errors"
import { type BasicCredentials, hasBasicCredentials, hasServiceToken } from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"

/** Runs before anything of the body is read. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export interface OpsDoor {
  readonly serviceToken: string
  /** Null when nobody may pass with a password. */
  readonly ops: BasicCredentials | null
}

/**
 * Lets the operator pass (Seed: `curl -u ops:ops`) and the other services of the installation.
 *
 * @throws ERR_UNAUTHORIZED
 */
export function requireOps({ serviceToken, ops }: OpsDoor): Guard {
  return async (request, reply) => {
    if (hasServiceToken(request, serviceToken)) return
    if (ops !== null && hasBasicCredentials(request, ops)) return
    if (ops !== null) reply.header("www-authenticate", 'Basic realm="ops", charset="UTF-8"')
    throw new GirError(
      "ERR_UNAUTHORIZED",
      ops === null
        ? "this address needs the service token: no ops password is set for this node"
        : "this address needs the ops user and password, or the service token",
      { next: ops === null ? "Set GIR_RWS_OPS_PASSWORD_FILE" : "curl -u <user>:<password> …" },
    )
  }
}

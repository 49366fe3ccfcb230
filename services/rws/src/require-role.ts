import type { RwsRole } from "@gir/contracts"
import { GirError } from "@gir/errors"
import {
  type BasicCredentials,
  hasBasicCredentials,
  hasServiceToken,
  readBasicCredentials,
} from "@gir/service-kit"
import type { FastifyReply, FastifyRequest } from "fastify"
import { rolesOf } from "./users.ts"

/** Runs before anything of the body is read. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export interface Doors {
  readonly serviceToken: string
  /** The operator of the guide's curl command; null when nobody may pass with a password. */
  readonly ops: BasicCredentials | null
  /** Null when this node has no users but the operator. */
  readonly usersFile: string | null
}

/**
 * Lets callers pass who have one of the roles, and the other services of the installation. Without
 * any role it is the services' own address.
 *
 * @throws ERR_UNAUTHORIZED when nobody is known by these credentials; ERR_FORBIDDEN when somebody is
 * who may not do this; ERR_RWS_USERS_FILE_INVALID.
 */
export function requireRole(doors: Doors, allowed: readonly RwsRole[]): Guard {
  return async (request, reply) => {
    if (hasServiceToken(request, doors.serviceToken)) return
    const roles = rolesOfCaller(request, doors)
    if (roles === null) throw unauthorized(reply, { doors, allowed })
    if (roles.some((role) => allowed.includes(role))) return
    const needed = allowed.length === 0 ? "the service token" : `the role ${allowed.join(" or ")}`
    throw new GirError("ERR_FORBIDDEN", `this address needs ${needed}`, { fields: { allowed } })
  }
}

/** @returns null when the request carries no credentials of anybody. */
function rolesOfCaller(
  request: FastifyRequest,
  { ops, usersFile }: Doors,
): readonly RwsRole[] | null {
  if (ops !== null && hasBasicCredentials(request, ops)) return ["OPS Admin"]
  const given = readBasicCredentials(request)
  return given === null || usersFile === null ? null : rolesOf(usersFile, given)
}

function unauthorized(
  reply: FastifyReply,
  { doors, allowed }: { readonly doors: Doors; readonly allowed: readonly RwsRole[] },
): GirError {
  const { ops, usersFile } = doors
  if (allowed.length === 0) {
    return new GirError("ERR_UNAUTHORIZED", "this address needs the service token")
  }
  const isOpsDoor = allowed.every((role) => role === "OPS Admin")
  if (ops === null && (isOpsDoor || usersFile === null)) {
    return new GirError(
      "ERR_UNAUTHORIZED",
      "this address needs the service token: no ops password is set for this node",
      { next: "Set GIR_RWS_OPS_PASSWORD_FILE" },
    )
  }
  const realm = isOpsDoor ? "ops" : "rws"
  reply.header("www-authenticate", `Basic realm="${realm}", charset="UTF-8"`)
  return new GirError(
    "ERR_UNAUTHORIZED",
    "this address needs a user name and a password, or the service token",
    { next: "curl -u <user>:<password> …" },
  )
}

import type { Privilege, ProfilePermissions } from "@gir/contracts"
import { ADMINISTRATION, DECRYPT } from "../sessions/require-privilege.ts"

const ALLOWS: Readonly<Record<Privilege, readonly string[]>> = {
  [ADMINISTRATION]: [
    "See and change Voice Platform Profiles, their certificates and options",
    "Upload and delete recording certificates and keys",
    "Assign screen recording certificates",
    "Read the audit of the Recording Crypto Server",
  ],
  [DECRYPT]: ["See recording certificates and recordings", "Play recordings"],
}

/** The Permissions tab: which privilege sees what. It is the same on every profile. */
export function profilePermissions(yours: readonly Privilege[]): ProfilePermissions {
  const rows = ([ADMINISTRATION, DECRYPT] as const).map((privilege) => ({
    privilege,
    allows: [...ALLOWS[privilege]],
    isYours: yours.includes(privilege),
  }))
  return { rows }
}

import type { Guard } from "../require-role.ts"
import type { RwsParts } from "../rws-parts.ts"

/** What a group of routes needs: the use cases' parts, and who may pass. */
export interface RouteOptions {
  readonly parts: RwsParts
  readonly guard: Guard
}

/** Root of every address that names its contact center. */
export const OPS_CENTERS = "/api/v2/ops/contact-centers"
export const OPS_CENTER = `${OPS_CENTERS}/:contactCenterId`

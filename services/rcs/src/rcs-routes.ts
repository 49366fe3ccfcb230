import type { App } from "@gir/service-kit"
import { auditRoutes } from "./audit-routes.ts"
import { censusRoutes } from "./census-routes.ts"
import { certificateRoutes } from "./certificate-routes.ts"
import { keystoreRoutes } from "./keystore-routes.ts"
import { mediaRoutes } from "./media-routes.ts"
import type { RcsParts } from "./parts.ts"
import { sessionRoutes } from "./session-routes.ts"
import { statusRoutes } from "./status-routes.ts"
import { userRoutes } from "./user-routes.ts"

/** Every address of RCS but the health ones. */
export function rcsRoutes(app: App, parts: RcsParts): void {
  sessionRoutes(app, parts)
  certificateRoutes(app, parts)
  keystoreRoutes(app, parts)
  censusRoutes(app, parts)
  auditRoutes(app, parts)
  mediaRoutes(app, parts)
  statusRoutes(app, parts)
  userRoutes(app, parts)
}

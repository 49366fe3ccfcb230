import type { App } from "@gir/service-kit"
import { certificateRoutes } from "./certificate-routes.ts"
import { mediaRoutes } from "./media-routes.ts"
import type { RcsParts } from "./parts.ts"
import { sessionRoutes } from "./session-routes.ts"
import { statusRoutes } from "./status-routes.ts"

/** Every address of RCS but the health ones. */
export function rcsRoutes(app: App, parts: RcsParts): void {
  sessionRoutes(app, parts)
  certificateRoutes(app, parts)
  mediaRoutes(app, parts)
  statusRoutes(app, parts)
}

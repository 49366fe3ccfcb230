import { AuditQuery, type AuditPage } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { ADMINISTRATION } from "./authorization.ts"
import type { RcsParts } from "./parts.ts"

/** Who used which key, page by page. */
export function auditRoutes(app: App, { authorization, audit }: RcsParts): void {
  app.get(
    "/audit",
    {
      onRequest: async (request) => {
        authorization.sessionOrService(request, ADMINISTRATION)
      },
      schema: { querystring: AuditQuery },
    },
    async (request): Promise<AuditPage> => audit.read(request.query),
  )
}

import type { Account } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { ADMINISTRATION } from "./authorization.ts"
import type { RcsParts } from "./parts.ts"
import { listAccounts } from "./users.ts"

/** Who may log in, and what each may do; passwords stay in the file. */
export function userRoutes(app: App, { authorization, config }: RcsParts): void {
  app.get(
    "/users",
    { onRequest: async (request) => void authorization.session(request, ADMINISTRATION) },
    async (): Promise<Account[]> => listAccounts(config.usersFile),
  )
}

import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"

/** Accounts: the users of RCS and their privileges, as its users file has them now. */
export function accountRoutes(app: App, { peers, sessions }: GaxParts): void {
  app.get("/accounts", async (request) => peers.rcs.accounts(sessions.of(request).rcsSessionId))
}

import { McpStatus } from "@gir/contracts"
import { requireServiceToken, type App } from "@gir/service-kit"
import { heldProfiles } from "./held-profiles.ts"
import type { McpParts } from "./mcp-parts.ts"

export interface StatusRouteDeps extends Pick<
  McpParts,
  "follower" | "profiles" | "mcpOptions" | "caFileOf" | "recordCallDeps"
> {
  readonly node: string
  readonly serviceToken: string
}

/** `GET /status`: configured and effective values, so that a pending restart can be seen. */
export function statusRoute(app: App, deps: StatusRouteDeps): void {
  const { node, serviceToken, follower, profiles, mcpOptions, caFileOf, recordCallDeps } = deps
  const onRequest = requireServiceToken(serviceToken)
  app.get(
    "/status",
    { onRequest, schema: { response: { 200: McpStatus } } },
    async (): Promise<McpStatus> => ({
      node,
      restartOptions: [...mcpOptions.restartOptions()],
      configSequence: follower.sequence,
      isConfigServerReachable: follower.isReachable,
      callsInProgress: recordCallDeps.calls.count(),
      ivrProfiles: await heldProfiles(profiles, caFileOf),
    }),
  )
}

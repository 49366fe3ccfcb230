import type { KeystoreCensus } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { takeCensus } from "./census/take-census.ts"
import type { RcsParts } from "./parts.ts"

/** How many recordings need each key. */
export function censusRoutes(app: App, parts: RcsParts): void {
  const { authorization } = parts
  app.get(
    "/census",
    {
      onRequest: async (request) => {
        authorization.sessionOrService(request, "any")
      },
    },
    async (): Promise<KeystoreCensus> => takeCensus(parts),
  )
}

import type { RecordingCensus } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { countRecordings } from "../recordings/count-recordings.ts"
import type { RouteOptions } from "./route-options.ts"

/** What the stored recordings were encrypted to, for RCS alone. */
export function censusRoutes(app: App, { parts, guard }: RouteOptions): void {
  app.get("/api/v2/census", { onRequest: guard }, async (): Promise<RecordingCensus> =>
    countRecordings(parts.database),
  )
}

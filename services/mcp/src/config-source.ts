import {
  ApplicationObject,
  ChangeFeed,
  IvrProfileObject,
  IvrProfileObjectList,
} from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { httpClient } from "@gir/service-kit"

/** A call waits for these requests, so they are short; a held one has its waiting time on top. */
const REQUEST_TIMEOUT_MS = 2_000

/** What an MCP asks of the Configuration Server; ERR_SERVICE_UNAVAILABLE while that is away. */
export interface ConfigSource {
  ivrProfiles(): Promise<readonly IvrProfileObject[]>
  /** @returns `null` when no profile has this DBID. */
  ivrProfile(dbid: number): Promise<IvrProfileObject | null>
  /** @returns `null` when no application object has this name. */
  application(name: string): Promise<ApplicationObject | null>
  /** The changes after number `since`; waits up to `waitMs` for the first one. */
  changes(since: number, waitMs: number): Promise<ChangeFeed>
  /** Ends a waiting request as well. */
  close(): Promise<void>
}

export interface ConfigSourceOptions {
  readonly baseUrl: string
  readonly serviceToken: string
}

export function configSource({ baseUrl, serviceToken }: ConfigSourceOptions): ConfigSource {
  const client = httpClient({
    baseUrl,
    authorization: () => `Bearer ${serviceToken}`,
    timeoutMs: REQUEST_TIMEOUT_MS,
  })
  return {
    ivrProfiles: () =>
      client.request({ method: "GET", path: "/ivr-profiles", schema: IvrProfileObjectList }),
    ivrProfile: (dbid) =>
      nullWhenMissing(
        client.request({ method: "GET", path: `/ivr-profiles/${dbid}`, schema: IvrProfileObject }),
      ),
    application: (name) =>
      nullWhenMissing(
        client.request({
          method: "GET",
          path: `/applications/${encodeURIComponent(name)}`,
          schema: ApplicationObject,
        }),
      ),
    changes: (since, waitMs) =>
      client.request({
        method: "GET",
        path: `/changes?since=${since}&waitMs=${waitMs}`,
        schema: ChangeFeed,
        timeoutMs: waitMs + REQUEST_TIMEOUT_MS,
      }),
    close: () => client.close(),
  }
}

async function nullWhenMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (isGirError(error) && error.status === 404) return null
    throw error
  }
}

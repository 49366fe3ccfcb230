import { httpClient } from "@gir/service-kit"
import type { GaxConfig } from "../config.ts"
import { configServerClient, type ConfigServerClient } from "./config-server-client.ts"
import { rcsClient, type RcsClient } from "./rcs-client.ts"
import { rwsClient, type RwsClient } from "./rws-client.ts"

/** RCS opens encrypted keys with up to millions of rounds, so an upload may take its time. */
const RCS_TIMEOUT_MS = 30_000

/** The services that GAX works through. */
export interface Peers {
  readonly rcs: RcsClient
  readonly configServer: ConfigServerClient
  readonly rws: RwsClient
  close(): Promise<void>
}

export function openPeers(config: GaxConfig): Peers {
  const authorization = (): string => `Bearer ${config.serviceToken}`
  // RCS is told who the person is, by that person's session, and never that it is just GAX.
  const rcs = httpClient({ baseUrl: config.rcsUrl, timeoutMs: RCS_TIMEOUT_MS })
  const configServer = httpClient({ baseUrl: config.configServerUrl, authorization })
  const rws = httpClient({ baseUrl: config.rwsUrl, authorization })
  return {
    rcs: rcsClient(rcs),
    configServer: configServerClient(configServer),
    rws: rwsClient(rws, config.contactCenterId),
    close: async () => {
      await Promise.all([rcs.close(), configServer.close(), rws.close()])
    },
  }
}

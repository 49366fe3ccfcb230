import type { HttpClient } from "@gir/service-kit"

/** Whoever runs the processes of the installation. */
export interface SupervisorClient {
  /** Resolves when the node is ready again. */
  restart(node: string): Promise<void>
}

/** A node stops, hands its jobs over, and starts. */
const RESTART_TIMEOUT_MS = 90_000

export function supervisorClient(http: HttpClient): SupervisorClient {
  return {
    restart: async (node) => {
      const path = `/nodes/${node}/restart`
      await http.request({ method: "POST", path, timeoutMs: RESTART_TIMEOUT_MS })
    },
  }
}

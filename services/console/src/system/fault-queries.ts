import type { FaultAtNode, FaultOverview } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const FAULTS = ["faults"] as const
const LIVE_MS = 2_000

/** What is on at every node; live, for a terminal may change it too. */
export function useFaults() {
  return useQuery({
    queryKey: FAULTS,
    staleTime: 0,
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) => api<FaultOverview>("/faults", { signal }),
  })
}

export async function addFault(body: FaultAtNode): Promise<void> {
  await change("POST", "/faults", body)
}

export async function removeFault(node: string, name: string): Promise<void> {
  await change("DELETE", `/faults/${encodeURIComponent(node)}/${encodeURIComponent(name)}`)
}

export async function resetFaults(): Promise<void> {
  await change("DELETE", "/faults")
}

async function change(method: "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
  await api(path, { method, body })
  await queryClient.invalidateQueries({ queryKey: FAULTS })
}

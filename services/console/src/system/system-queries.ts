import type { AuditPage, SystemState } from "@gir/contracts"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const SYSTEM = ["system"] as const
const LIVE_MS = 2_000
const AUDIT_LIMIT = 20

/** Every process as it answers now. This page is live. */
export function useSystem() {
  return useQuery({
    queryKey: SYSTEM,
    staleTime: 0,
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) => api<SystemState>("/system", { signal }),
  })
}

export async function restartNode(name: string): Promise<void> {
  await api(`/system/nodes/${encodeURIComponent(name)}/restart`, { method: "POST" })
  await queryClient.invalidateQueries({ queryKey: SYSTEM })
}

/** @param before only entries older than this sequence; null for the newest. */
export function useAudit(before: number | null) {
  const query = `?limit=${AUDIT_LIMIT}${before === null ? "" : `&before=${before}`}`
  return useQuery({
    queryKey: ["audit", before],
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api<AuditPage>(`/audit${query}`, { signal }),
  })
}

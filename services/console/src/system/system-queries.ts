import type { AuditPage, JobsRetried, LoadWatch, QueueOverview, SystemState } from "@gir/contracts"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const SYSTEM = ["system"] as const
const QUEUES = ["queues"] as const
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

/** The load that runs, or none; live. */
export function useLoad() {
  return useQuery({
    queryKey: ["load"],
    staleTime: 0,
    refetchInterval: LIVE_MS / 2,
    queryFn: ({ signal }) => api<LoadWatch>("/load", { signal }),
  })
}

/** What waits and what failed; live. */
export function useQueues() {
  return useQuery({
    queryKey: QUEUES,
    staleTime: 0,
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) => api<QueueOverview>("/system/queues", { signal }),
  })
}

/** @returns how many failed jobs were offered again. */
export async function retryAll(queue: string): Promise<number> {
  const path = `/system/queues/${queue}/retry`
  const { retried } = await api<JobsRetried>(path, { method: "POST" })
  await queryClient.invalidateQueries({ queryKey: QUEUES })
  return retried
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

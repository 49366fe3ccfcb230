import type { ScenarioSummary, ScenarioWalkOrNone, WalkRequest } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const WALK = ["scenario-walk"] as const
const LIVE_MS = 700

export function useScenarios() {
  return useQuery({
    queryKey: ["scenarios"],
    queryFn: ({ signal }) => api<ScenarioSummary[]>("/scenarios", { signal }),
  })
}

/** The rehearsal as it is now: a terminal may press its keys, too. */
export function useWalk() {
  return useQuery({
    queryKey: WALK,
    staleTime: 0,
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) => api<ScenarioWalkOrNone>("/scenario-walk", { signal }),
  })
}

export async function beginWalk(
  name: string,
  envelopeProfile: "classic" | "modern",
): Promise<void> {
  await change("POST", "/scenario-walk", { name, envelopeProfile })
}

export async function pressWalk(command: WalkRequest["command"]): Promise<void> {
  await change("POST", "/scenario-walk/commands", { command })
}

export async function endWalk(): Promise<void> {
  await change("DELETE", "/scenario-walk")
}

async function change(method: "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
  await api(path, { method, body })
  await queryClient.invalidateQueries({ queryKey: WALK })
}

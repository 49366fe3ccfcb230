import type {
  LabBench,
  LabHint,
  LabReport,
  LabSolution,
  LabStatus,
  LabSummary,
  NewLab,
} from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const BENCH = ["lab"] as const
const LIVE_MS = 2_000

export function useLabs() {
  return useQuery({
    queryKey: ["labs"],
    queryFn: ({ signal }) => api<LabSummary[]>("/labs", { signal }),
  })
}

/** The lab as it is now: a terminal and an instructor may have their hands on it, too. */
export function useBench(isAsked: boolean) {
  return useQuery<LabBench>({
    queryKey: BENCH,
    enabled: isAsked,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.status === "error" ? false : LIVE_MS),
    queryFn: ({ signal }) => api<LabBench>("/lab", { signal }),
  })
}

/** Each of these asks the real system, and resolves when it has answered. */
export const lab = {
  start: (wanted: NewLab) => anew(api<LabStatus>("/lab", { method: "PUT", body: wanted })),
  reset: () => anew(post<LabStatus>("reset")),
  solve: () => anew(post<LabSolution>("solve")),
  check: () => told(post<LabReport>("check")),
  hint: () => told(post<LabHint>("hint")),
} as const

function post<T>(what: string): Promise<T> {
  return api<T>(`/lab/${what}`, { method: "POST" })
}

async function told<T>(work: Promise<T>): Promise<T> {
  const answer = await work
  await queryClient.invalidateQueries({ queryKey: BENCH })
  return answer
}

/** The installation is another one now: nothing that was shown of it holds any more. */
async function anew<T>(work: Promise<T>): Promise<T> {
  const answer = await work
  await queryClient.invalidateQueries()
  return answer
}

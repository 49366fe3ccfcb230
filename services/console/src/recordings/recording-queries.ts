import type {
  EnvelopeView,
  RecordedCall,
  RecordingDetail,
  RecordingPage,
  VerificationRun,
} from "@gir/contracts"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const RECORDINGS = ["recordings"] as const
/** New calls come in by themselves: this list is live, unlike the guide's. */
const LIVE_MS = 5_000
const VERIFYING_MS = 500

/** What stands in the address; empty: not chosen. */
export interface RecordingSearch {
  readonly text: string
  readonly status: string
  readonly recipient: string
  readonly page: string
}

export function useRecordings(search: RecordingSearch) {
  const given = Object.entries(search).filter(([, value]) => value !== "")
  const query = new URLSearchParams(given).toString()
  return useQuery<RecordingPage>({
    queryKey: [...RECORDINGS, query],
    staleTime: 0,
    // A run of Verify all is worth a closer look.
    refetchInterval: ({ state }) =>
      state.data?.verification?.isOver === false ? VERIFYING_MS : LIVE_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api<RecordingPage>(`/recordings${query === "" ? "" : `?${query}`}`, { signal }),
  })
}

export async function verifyAll(): Promise<VerificationRun> {
  return afterwards(api<VerificationRun>("/recordings/verification", { method: "POST" }))
}

/** A call with its screen, as an agent at work would cause it. */
export async function recordOneCall(): Promise<RecordedCall> {
  const body = { withScreen: true }
  return afterwards(api<RecordedCall>("/recordings", { method: "POST", body }))
}

async function afterwards<T>(change: Promise<T>): Promise<T> {
  const answer = await change
  await queryClient.invalidateQueries({ queryKey: RECORDINGS })
  return answer
}

export function useRecording(recordingId: string) {
  return useQuery({
    queryKey: [...RECORDINGS, "one", recordingId],
    staleTime: 0,
    queryFn: ({ signal }) => api<RecordingDetail>(`/recordings/${recordingId}`, { signal }),
  })
}

export function useEnvelope(recordingId: string, mediaId: string) {
  return useQuery({
    queryKey: [...RECORDINGS, "envelope", mediaId],
    staleTime: 0,
    queryFn: ({ signal }) =>
      api<EnvelopeView>(`/recordings/${recordingId}/media/${mediaId}/envelope`, { signal }),
  })
}

export async function muxAgain(recordingId: string): Promise<void> {
  await afterwards(api(`/recordings/${recordingId}/mux`, { method: "POST" }))
}

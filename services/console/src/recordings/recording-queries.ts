import type { EnvelopeView, RecordingDetail, RecordingPage } from "@gir/contracts"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const RECORDINGS = ["recordings"] as const
/** New calls come in by themselves: this list is live, unlike the guide's. */
const LIVE_MS = 5_000

export interface RecordingSearch {
  readonly callerPhoneNumber: string
  readonly dialedPhoneNumber: string
  /** The `next` of the page before; empty for the first page. */
  readonly after: string
}

export function useRecordings(search: RecordingSearch) {
  const given = Object.entries(search).filter(([, value]) => value !== "")
  const query = new URLSearchParams(given).toString()
  return useQuery({
    queryKey: [...RECORDINGS, query],
    staleTime: 0,
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api<RecordingPage>(`/recordings${query === "" ? "" : `?${query}`}`, { signal }),
  })
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
  await api(`/recordings/${recordingId}/mux`, { method: "POST" })
  await queryClient.invalidateQueries({ queryKey: RECORDINGS })
}

import type { CertificateSummary, DecryptionProxySettings } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const KEY = ["screen-recording-certificates"] as const
const PATH = "/screen-recording-certificates"

export function useScreenCertificates() {
  return useQuery({
    queryKey: KEY,
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => api<CertificateSummary[]>(PATH, { signal }),
  })
}

export async function saveScreenCertificates(certificateIds: readonly string[]): Promise<void> {
  const body = { certificateIds }
  queryClient.setQueryData(KEY, await api<CertificateSummary[]>(PATH, { method: "PUT", body }))
}

/** Where players are sent for decrypted media. */
export function useDecryptionProxy() {
  return useQuery({
    queryKey: ["decryption-proxy"],
    queryFn: ({ signal }) => api<DecryptionProxySettings>("/decryption-proxy", { signal }),
  })
}

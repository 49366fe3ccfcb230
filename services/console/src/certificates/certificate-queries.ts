import type {
  CertificatePreview,
  CertificatePreviewRequest,
  CertificateSummary,
  CensusRow,
  CertificateFreshness,
  CertificateUpload,
  KeystoreCensus,
  UploadedCertificate,
} from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { queryClient } from "../app/query-client.ts"

const CERTIFICATES = ["certificates"] as const

/** The certificates of this session: what the keystore held at login, and its own changes. */
export function useCertificates() {
  return useQuery({
    queryKey: CERTIFICATES,
    // Deployed Count is of now, and the RCS session may have died: each visit asks again.
    staleTime: 0,
    queryFn: ({ signal }) => api<CertificateSummary[]>("/certificates", { signal }),
  })
}

/** How far the list is behind the keystore: for the note only, the list stays as it is. */
export function useFreshness() {
  return useQuery({
    queryKey: [...CERTIFICATES, "freshness"],
    staleTime: 0,
    queryFn: ({ signal }) => api<CertificateFreshness>("/certificates/freshness", { signal }),
  })
}

/**
 * How many recordings need a certificate's key, counted now.
 *
 * @returns a null row when nothing needs it, or when it cannot be counted; RCS guards the key anyway.
 */
export function useCensusRow(certificateId: string): { row: CensusRow | null; isPending: boolean } {
  const { data, isPending } = useQuery({
    queryKey: ["census"],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => api<KeystoreCensus>("/census", { signal }),
  })
  const row = data?.rows.find((each) => each.certificateId === certificateId)
  return { row: row ?? null, isPending }
}

export function previewCertificate(request: CertificatePreviewRequest) {
  return api<CertificatePreview>("/certificates/preview", { method: "POST", body: request })
}

export async function uploadCertificate(upload: CertificateUpload): Promise<UploadedCertificate> {
  const uploaded = await api<UploadedCertificate>("/certificates", { method: "POST", body: upload })
  await queryClient.invalidateQueries({ queryKey: CERTIFICATES })
  return uploaded
}

/** @param confirmLoss number of recordings that the person agreed to lose. */
export async function deleteCertificate(id: string, confirmLoss: number | null): Promise<void> {
  const query = confirmLoss === null ? "" : `?confirmLoss=${confirmLoss}`
  await api(`/certificates/${id}${query}`, { method: "DELETE" })
  await queryClient.invalidateQueries({ queryKey: CERTIFICATES })
}

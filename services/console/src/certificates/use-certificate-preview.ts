import type { CertificatePreview } from "@gir/contracts"
import { useEffect, useState } from "react"
import { problemOf } from "../api/problem.ts"
import { previewCertificate } from "./certificate-queries.ts"

/** What the panel shows of the chosen files, and what is wrong with them. */
export interface PreviewState {
  readonly fields: CertificatePreview | null
  readonly certificateProblem: string | undefined
  readonly keyProblem: string | undefined
}

const NOTHING: PreviewState = {
  fields: null,
  certificateProblem: undefined,
  keyProblem: undefined,
}

/** Asks GAX what the chosen files are, each time one is chosen. */
export function useCertificatePreview(
  certificate: string | null,
  privateKey: string | null,
): PreviewState {
  const [state, setState] = useState(NOTHING)
  useEffect(() => {
    let isCurrent = true
    const show = (next: PreviewState): void => {
      if (isCurrent) setState(next)
    }
    void look(certificate, privateKey).then(show)
    return () => {
      isCurrent = false
    }
  }, [certificate, privateKey])
  return state
}

/** A key that cannot be read leaves the certificate's fields filled: the two are asked for apart. */
async function look(certificate: string | null, privateKey: string | null): Promise<PreviewState> {
  if (certificate === null) return NOTHING
  let fields: CertificatePreview
  try {
    fields = await previewCertificate({ certificate })
  } catch (error) {
    return { ...NOTHING, certificateProblem: sentence(error) }
  }
  if (privateKey === null) return { ...NOTHING, fields }
  try {
    return { ...NOTHING, fields: await previewCertificate({ certificate, privateKey }) }
  } catch (error) {
    return { ...NOTHING, fields, keyProblem: sentence(error) }
  }
}

function sentence(error: unknown): string {
  const { code, detail, next } = problemOf(error)
  return `${detail}. ${next} (${code})`
}

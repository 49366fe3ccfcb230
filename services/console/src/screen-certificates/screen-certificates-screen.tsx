import type { CertificateSummary, Problem } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import {
  AssignedCertificates,
  type AssignedCertificate,
} from "../certificates/assigned-certificates.tsx"
import { Button } from "../ui/button.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { DecryptionProxyNote } from "./decryption-proxy-note.tsx"
import { saveScreenCertificates, useScreenCertificates } from "./screen-certificate-queries.ts"

/** Administration > Screen Recording Certificates */
export function ScreenCertificatesScreen() {
  const stored = useScreenCertificates()
  return (
    <div className="stack">
      <h1>Screen Recording Certificates</h1>
      <Loaded query={stored} service="Web Services">
        {(certificates) => <Assignment stored={certificates} />}
      </Loaded>
    </div>
  )
}

function Assignment({ stored }: { readonly stored: readonly CertificateSummary[] }) {
  const [draft, setDraft] = useState<readonly AssignedCertificate[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [said, setSaid] = useState("")
  const assigned = draft ?? stored.map(assignedOf)

  const save = async (): Promise<void> => {
    setProblem(null)
    try {
      await saveScreenCertificates(assigned.map(({ key }) => key))
      setDraft(null)
      setSaid("Saved")
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const cancel = (): void => {
    setDraft(null)
    setProblem(null)
    setSaid("")
  }
  return (
    <>
      {problem !== null && <ProblemView problem={problem} />}
      <AssignedCertificates
        title="Screen Recording Certificates"
        assigned={assigned}
        onChange={(next) => {
          setDraft(next)
          setSaid("")
        }}
        emptyNote="Without one, screens are stored in clear, and an encrypted call is not muxed with them."
      >
        <div className="panel-body form-footer">
          <span role="status" className="form-said">
            {said}
          </span>
          <Button look="primary" disabled={draft === null} onClick={() => void save()}>
            Save
          </Button>
          <Button disabled={draft === null} onClick={cancel}>
            Cancel
          </Button>
        </div>
      </AssignedCertificates>
      <DecryptionProxyNote />
    </>
  )
}

function assignedOf(certificate: CertificateSummary): AssignedCertificate {
  return { key: certificate.id, certificate, problem: null }
}

import type { CertificateUpload, Problem } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { TextField } from "../ui/field.tsx"
import { FileField } from "../ui/file-field.tsx"
import { InfoTip } from "../ui/info-tip.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { uploadCertificate } from "./certificate-queries.ts"
import { useCertificatePreview } from "./use-certificate-preview.ts"

interface UploadCertificateProps {
  /** Told what a person ought to know although the pair was accepted. */
  readonly onUploaded: (notices: readonly string[]) => void
  readonly onCancel: () => void
}

/** The guide's Upload Certificate panel: choose two files, and the fields fill themselves. */
export function UploadCertificate({ onUploaded, onCancel }: UploadCertificateProps) {
  const [certificate, setCertificate] = useState<string | null>(null)
  const [privateKey, setPrivateKey] = useState<string | null>(null)
  const [password, setPassword] = useState("")
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const preview = useCertificatePreview(certificate, privateKey)

  const save = async (upload: CertificateUpload): Promise<void> => {
    setIsBusy(true)
    setProblem(null)
    try {
      const { notices } = await uploadCertificate(upload)
      onUploaded(notices)
    } catch (error) {
      setProblem(problemOf(error))
      setIsBusy(false)
    }
  }
  const isReady = certificate !== null && privateKey !== null
  return (
    <Dialog
      title="Upload Certificate"
      onClose={onCancel}
      footer={
        <>
          <Button
            look="primary"
            disabled={!isReady || isBusy}
            onClick={() => {
              if (certificate === null || privateKey === null) return
              const locked = password === "" ? {} : { privateKeyPassword: password }
              void save({ certificate, privateKey, ...locked })
            }}
          >
            Save
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <UploadFields
          preview={preview}
          onCertificate={setCertificate}
          onPrivateKey={setPrivateKey}
          password={password}
          onPassword={setPassword}
        />
      </div>
    </Dialog>
  )
}

interface UploadFieldsProps {
  readonly preview: ReturnType<typeof useCertificatePreview>
  readonly onCertificate: (text: string | null) => void
  readonly onPrivateKey: (text: string | null) => void
  readonly password: string
  readonly onPassword: (password: string) => void
}

function UploadFields(props: UploadFieldsProps) {
  const { fields, certificateProblem, keyProblem } = props.preview
  return (
    <div className="fields">
      <div className="field-wide">
        <FileField
          label="Certificate File"
          problem={certificateProblem}
          onChange={props.onCertificate}
          hint={
            <InfoTip about="Certificate File">
              This file must contain an X.509 RSA certificate in PEM format.
            </InfoTip>
          }
        />
      </div>
      <TextField label="Subject Name" isReadOnly value={fields?.subjectName ?? ""} />
      <TextField label="Serial Number" isReadOnly value={fields?.serialNumber ?? ""} />
      <div className="field-wide">
        <TextField label="Subject DN" isReadOnly value={fields?.subjectDn ?? ""} />
      </div>
      <div className="field-wide">
        <TextField label="Issuer DN" isReadOnly value={fields?.issuerDn ?? ""} />
      </div>
      <div className="field-wide">
        <FileField
          label="Key File"
          problem={keyProblem}
          onChange={props.onPrivateKey}
          hint={
            <InfoTip about="Key File">
              The file must contain an RSA private key in PEM format. The encoding can be in either
              OpenSSL RSA private key or PKCS8 format.
            </InfoTip>
          }
        />
      </div>
      <div className="field-wide">
        <TextField label="Key Details" isReadOnly value={fields?.keyDetails ?? ""} />
      </div>
      <div className="field-wide">
        <TextField
          label="Private Key Password"
          type="password"
          autoComplete="new-password"
          isRequired={fields?.isPasswordNeeded === true}
          value={props.password}
          onChange={props.onPassword}
          hint={
            <InfoTip about="Private Key Password">
              If the private key file is encrypted, enter its password.
            </InfoTip>
          }
        />
      </div>
    </div>
  )
}

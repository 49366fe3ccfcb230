import type { CensusRow, CertificateSummary, Problem } from "@gir/contracts"
import { useRef, useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { CopyButton } from "../ui/copy-button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { TextField } from "../ui/field.tsx"
import { formatCount, plural } from "../ui/format.ts"
import { ProblemView } from "../ui/problem-view.tsx"
import { StatusSymbol } from "../ui/status.tsx"
import { deleteCertificate, useCensusRow } from "./certificate-queries.ts"

interface DeleteCertificateProps {
  readonly certificate: CertificateSummary
  readonly onDeleted: () => void
  readonly onCancel: () => void
}

const STILL_NEEDED = "ERR_RCS_KEY_STILL_NEEDED"

/** Asks before a key goes; when recordings would be lost, for their exact number. */
export function DeleteCertificate({ certificate, onDeleted, onCancel }: DeleteCertificateProps) {
  const census = useCensusRow(certificate.id)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [typed, setTyped] = useState("")
  const [isBusy, setIsBusy] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  const loss = lossIn(problem) ?? census.row?.onlyThis ?? 0

  const run = async (): Promise<void> => {
    setIsBusy(true)
    try {
      await deleteCertificate(certificate.id, loss > 0 ? loss : null)
      onDeleted()
    } catch (error) {
      setProblem(problemOf(error))
      setTyped("")
      setIsBusy(false)
    }
  }

  const isConfirmed = loss === 0 || typed.trim() === String(loss)
  return (
    <Dialog
      title="Delete Recording Certificate"
      width="narrow"
      initialFocus={cancel}
      onClose={onCancel}
      footer={
        <>
          <Button ref={cancel} onClick={onCancel}>
            Cancel
          </Button>
          <Button
            look="danger"
            disabled={!isConfirmed || isBusy || census.isPending}
            onClick={() => void run()}
          >
            {loss === 0 ? "Delete" : `Delete, and lose ${plural(loss, "recording")}`}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          <strong>{certificate.issuedTo}</strong> · serial {certificate.serialNumber}
        </p>
        {problem !== null && problem.code !== STILL_NEEDED && <ProblemView problem={problem} />}
        {loss > 0 && (
          <Loss loss={loss} row={census.row} typed={typed} onType={setTyped} problem={problem} />
        )}
      </div>
    </Dialog>
  )
}

/** @returns how many recordings the server would lose; null when it did not refuse for that. */
function lossIn(problem: Problem | null): number | null {
  const recordings = problem?.fields?.["recordings"]
  return problem?.code === STILL_NEEDED && typeof recordings === "number" ? recordings : null
}

interface LossProps {
  readonly loss: number
  readonly row: CensusRow | null
  readonly typed: string
  readonly onType: (text: string) => void
  readonly problem: Problem | null
}

const BACKUP_COMMAND = "npx gir keystore backup --out F"

function Loss({ loss, row, typed, onType, problem }: LossProps) {
  return (
    <>
      <div className="problem tone-fails" role="alert">
        <StatusSymbol status="fails" />
        <div>
          <p className="problem-detail">
            {plural(loss, "recording")} will stop playing: only this key opens{" "}
            {loss === 1 ? "it" : "them"}
          </p>
          {row?.oldest && row.newest && (
            <p>
              oldest {row.oldest.slice(0, 10)} · newest {row.newest.slice(0, 10)}
            </p>
          )}
          {problem?.code === STILL_NEEDED && (
            <p>
              <code>{problem.code}</code> nothing was deleted
            </p>
          )}
        </div>
      </div>
      {row !== null && row.alsoAnother > 0 && (
        <p>{formatCount(row.alsoAnother)} more also open with another key and keep playing.</p>
      )}
      <p className="row">
        Back it up first: <code>{BACKUP_COMMAND}</code> <CopyButton text={BACKUP_COMMAND} />
      </p>
      <TextField
        label="Type the number of recordings that you will lose"
        value={typed}
        onChange={onType}
      />
    </>
  )
}

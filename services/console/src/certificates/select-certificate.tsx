import type { CertificateSummary } from "@gir/contracts"
import { useState } from "react"
import { useToday } from "../app/session.ts"
import { Button } from "../ui/button.tsx"
import { DataTable } from "../ui/data-table.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { CERTIFICATE_COLUMNS, isExpired } from "./certificate-columns.tsx"
import { useCertificates } from "./certificate-queries.ts"

interface SelectCertificateProps {
  /** Ids that are there already, and are not offered again. */
  readonly taken: ReadonlySet<string>
  readonly onAdd: (certificates: readonly CertificateSummary[]) => void
  readonly onCancel: () => void
}

/** The guide's Select Certificate window, for the Recording tab and for screen recordings alike. */
export function SelectCertificate({ taken, onAdd, onCancel }: SelectCertificateProps) {
  const certificates = useCertificates()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const offered = (certificates.data ?? []).filter((row) => !taken.has(row.id))
  const today = useToday()
  return (
    <Dialog
      title="Select Certificate"
      onClose={onCancel}
      footer={
        <>
          <Button
            look="primary"
            disabled={selected.size === 0}
            onClick={() => onAdd(offered.filter((row) => selected.has(row.id)))}
          >
            Add
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </>
      }
    >
      <Loaded query={certificates} service="RCS">
        {() => (
          <DataTable
            caption="Certificates to add"
            columns={CERTIFICATE_COLUMNS}
            rows={offered}
            rowId={(row) => row.id}
            rowName={(row) => `${row.issuedTo}, serial ${row.serialNumber}`}
            selection={{ ids: selected, change: setSelected }}
            sortParameter={null}
            empty={
              <>
                <p>No items</p>
                <Note>Upload one under Administration &gt; Certificates.</Note>
              </>
            }
          />
        )}
      </Loaded>
      {offered.some((row) => isExpired(row, today)) && (
        <Note status="warning">An expired certificate is refused when you save.</Note>
      )}
    </Dialog>
  )
}

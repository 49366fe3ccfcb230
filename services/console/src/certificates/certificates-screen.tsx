import type { CertificateSummary } from "@gir/contracts"
import { useState, type ReactNode } from "react"
import { useToday } from "../app/session.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { ColumnPicker, useHiddenColumns } from "../ui/column-picker.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable } from "../ui/data-table.tsx"
import { formatTime } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { NothingMatches, QuickFilter, useFilterText } from "../ui/quick-filter.tsx"
import {
  DEFAULT_COLUMNS,
  filterCertificates,
  isExpired,
  PANEL_COLUMNS,
} from "./certificate-columns.tsx"
import { useCertificates, useFreshness } from "./certificate-queries.ts"
import { DeleteCertificate } from "./delete-certificate.tsx"
import { UploadCertificate } from "./upload-certificate.tsx"

const PICKER = { columns: PANEL_COLUMNS, defaults: DEFAULT_COLUMNS }

/** Administration > Certificates */
export function CertificatesScreen() {
  const certificates = useCertificates()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isUploading, setIsUploading] = useState(false)
  const [notices, setNotices] = useState<readonly string[]>([])
  const [toDelete, setToDelete] = useState<readonly string[]>([])
  const [first] = toDelete
  const deleting = certificates.data?.find((row) => row.id === first)
  const endDelete = (): void => {
    setToDelete([])
    setSelected(new Set())
  }
  return (
    <div className="stack">
      <h1>Certificates</h1>
      <Panel
        title="Recording Certificates"
        actions={
          <>
            <Button disabled={selected.size === 0} onClick={() => setToDelete([...selected])}>
              Delete
            </Button>
            <Button look="primary" onClick={() => setIsUploading(true)}>
              Upload
            </Button>
          </>
        }
      >
        <div className="toolbar">
          <QuickFilter />
          <ColumnPicker {...PICKER} />
        </div>
        <Loaded query={certificates} service="RCS">
          {(rows) => (
            <CertificateTable
              rows={rows}
              selection={{ ids: selected, change: setSelected }}
              onUpload={() => setIsUploading(true)}
            />
          )}
        </Loaded>
        {notices.map((notice) => (
          <Note key={notice} status="warning">
            Uploaded. {notice}
          </Note>
        ))}
        <StaleNote />
      </Panel>
      <CopyCommand command={curlCommand("/certificates")} />
      {isUploading && (
        <UploadCertificate
          onCancel={() => setIsUploading(false)}
          onUploaded={(said) => {
            setIsUploading(false)
            setNotices(said)
          }}
        />
      )}
      {deleting !== undefined && (
        <DeleteCertificate
          key={deleting.id}
          certificate={deleting}
          onDeleted={() => (toDelete.length > 1 ? setToDelete(toDelete.slice(1)) : endDelete())}
          onCancel={() => setToDelete([])}
        />
      )}
    </div>
  )
}

interface CertificateTableProps {
  readonly rows: readonly CertificateSummary[]
  readonly selection: {
    readonly ids: ReadonlySet<string>
    readonly change: (ids: ReadonlySet<string>) => void
  }
  readonly onUpload: () => void
}

function CertificateTable({ rows, selection, onUpload }: CertificateTableProps) {
  const text = useFilterText()
  const hidden = useHiddenColumns(PICKER)
  const today = useToday()
  const shown = filterCertificates(rows, text)
  const empty: ReactNode =
    rows.length > 0 ? <NothingMatches text={text} /> : <NoCertificates onUpload={onUpload} />
  return (
    <>
      <DataTable
        caption="Recording Certificates"
        columns={PANEL_COLUMNS}
        rows={shown}
        rowId={(row) => row.id}
        rowName={(row) => `${row.issuedTo}, serial ${row.serialNumber}`}
        selection={selection}
        hidden={hidden}
        empty={empty}
      />
      {shown
        .filter((row) => isExpired(row, today))
        .map((row) => (
          <Note key={row.id} status="warning">
            {row.issuedTo} expired on {row.expires}. Keep it: recordings that were made with it open
            only with its key.
          </Note>
        ))}
    </>
  )
}

function NoCertificates({ onUpload }: { readonly onUpload: () => void }) {
  return (
    <>
      <p>No items</p>
      <Note>
        <span className="row">
          Upload the first certificate.
          <Button onClick={onUpload}>Upload</Button>
        </span>
      </Note>
    </>
  )
}

/** Seed: "these changes are not reflected in another Genesys Administrator Extension session". */
function StaleNote() {
  const { clock } = usePreferences()
  const { data } = useFreshness()
  if (data === undefined) return null
  const takenAt = formatTime(data.takenAt, clock)
  if (!data.isStale) return <Note>This list was taken at your login, {takenAt}.</Note>
  return (
    <Note status="stale">
      Stale: this list was taken at your login, {takenAt}. Since then other sessions uploaded{" "}
      {data.uploadedElsewhere} and deleted {data.deletedElsewhere}. Log Out and Log In to see it.
    </Note>
  )
}

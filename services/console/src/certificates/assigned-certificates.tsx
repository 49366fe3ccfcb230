import type { CertificateSummary, RecordingCertificateRow } from "@gir/contracts"
import { useState, type ReactNode } from "react"
import { Button } from "../ui/button.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { SelectCertificate } from "./select-certificate.tsx"

/** A certificate as it will stand after Save. */
export interface AssignedCertificate {
  /** The option's name for one that is stored on a profile, else the certificate's id. */
  readonly key: string
  readonly certificate: CertificateSummary | null
  readonly problem: RecordingCertificateRow["problem"]
}

interface AssignedCertificatesProps {
  readonly title: string
  readonly assigned: readonly AssignedCertificate[]
  readonly onChange: (assigned: readonly AssignedCertificate[]) => void
  /** Said below `No items`. */
  readonly emptyNote: ReactNode
  readonly children?: ReactNode
}

const UNREADABLE = "(not a certificate)"

const COLUMNS: readonly Column<AssignedCertificate>[] = [
  {
    id: "issuedTo",
    title: "Issued To",
    cell: ({ certificate }) => certificate?.issuedTo ?? UNREADABLE,
  },
  { id: "issuedBy", title: "Issued By", cell: ({ certificate }) => certificate?.issuedBy ?? "" },
  {
    id: "expires",
    title: "Expires",
    cell: ({ certificate }) => <span className="nowrap">{certificate?.expires ?? ""}</span>,
  },
]

/** A panel of certificates with Add and Remove; nothing is sent before Save. */
export function AssignedCertificates(props: AssignedCertificatesProps) {
  const { title, assigned, onChange, emptyNote, children } = props
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [isAdding, setIsAdding] = useState(false)
  const remove = (): void => {
    onChange(assigned.filter(({ key }) => !selected.has(key)))
    setSelected(new Set())
  }
  const add = (certificates: readonly CertificateSummary[]): void => {
    const added = certificates.map((certificate) => ({
      key: certificate.id,
      certificate,
      problem: null,
    }))
    onChange([...assigned, ...added])
    setIsAdding(false)
  }
  return (
    <Panel
      title={title}
      actions={
        <>
          <Button onClick={() => setIsAdding(true)}>Add</Button>
          <Button disabled={selected.size === 0} onClick={remove}>
            Remove
          </Button>
        </>
      }
    >
      <DataTable
        caption={title}
        columns={COLUMNS}
        rows={assigned}
        rowId={({ key }) => key}
        rowName={({ key, certificate }) => certificate?.issuedTo ?? key}
        selection={{ ids: selected, change: setSelected }}
        sortParameter={null}
        empty={
          <>
            <p>No items</p>
            <Note>{emptyNote}</Note>
          </>
        }
      />
      <CorruptedNotes assigned={assigned} />
      {children}
      {isAdding && (
        <SelectCertificate
          taken={new Set(assigned.flatMap(({ certificate }) => certificate?.id ?? []))}
          onAdd={add}
          onCancel={() => setIsAdding(false)}
        />
      )}
    </Panel>
  )
}

function CorruptedNotes({ assigned }: Pick<AssignedCertificatesProps, "assigned">) {
  return assigned.map(({ key, problem }) =>
    problem === null ? null : (
      <Note key={key} status="fails">
        {key} is corrupted: {problem.message} (<code>{problem.code}</code>). Mend it here: Remove,
        Add, Save.
      </Note>
    ),
  )
}

import type { RestartOption, SystemState } from "@gir/contracts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"

interface NodeOption extends RestartOption {
  readonly node: string
}

const COLUMNS: readonly Column<NodeOption>[] = [
  { id: "node", title: "Service", cell: (row) => row.node },
  { id: "option", title: "Option", cell: (row) => `[${row.section}] ${row.option}` },
  { id: "configured", title: "Configured", cell: (row) => <Value text={row.configured} /> },
  { id: "effective", title: "Effective", cell: (row) => <Value text={row.effective} /> },
  {
    id: "state",
    title: "State",
    cell: (row) =>
      row.isRestartPending ? (
        <StatusBadge status="restartPending" />
      ) : (
        <StatusBadge status="held">effective</StatusBadge>
      ),
  },
]

/** Options that a node reads at its start only. Seed: "Restart all the MCP instances". */
export function OptionsPanel({ nodes }: Pick<SystemState, "nodes">) {
  const rows = nodes.flatMap(({ name, restartOptions }) =>
    restartOptions.map((option) => ({ node: name, ...option })),
  )
  return (
    <Panel title="Options that apply at the next start">
      <DataTable
        caption="Options that apply at the next start"
        columns={COLUMNS}
        rows={rows}
        rowId={(row) => `${row.node} ${row.section} ${row.option}`}
        rowName={(row) => row.option}
        sortParameter={null}
        empty={<p>No items</p>}
      />
    </Panel>
  )
}

function Value({ text }: { readonly text: string | null }) {
  return text === null ? <span className="muted">not set</span> : <code>{text}</code>
}

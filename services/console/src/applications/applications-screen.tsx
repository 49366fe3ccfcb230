import type { ApplicationRow } from "@gir/contracts"
import { Link } from "../router/link.tsx"
import { applicationPath, PATHS } from "../router/paths.ts"
import { useSystem } from "../system/system-queries.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { useApplications } from "./application-queries.ts"

/** Configuration > Configuration Manager > Applications. */
export function ApplicationsScreen() {
  const applications = useApplications()
  const system = useSystem()
  const pending = new Set(
    system.data?.nodes
      .filter(({ restartOptions }) => restartOptions.some((each) => each.isRestartPending))
      .map(({ name }) => name),
  )
  return (
    <div className="stack">
      <h1>Configuration Manager</h1>
      <Breadcrumbs crumbs={[{ title: "Home", to: PATHS.home }, { title: "Applications" }]} />
      <Panel title="Applications">
        <Loaded query={applications} service="the Configuration Server">
          {(rows) => (
            <DataTable
              caption="Applications"
              columns={columns(pending)}
              rows={rows}
              rowId={(row) => row.name}
              rowName={(row) => row.name}
              empty={<p>No items</p>}
            />
          )}
        </Loaded>
        <Note>Each Media Control Platform has one; its name is the node&apos;s name.</Note>
      </Panel>
      <CopyCommand command={curlCommand("/applications")} />
    </div>
  )
}

function columns(pending: ReadonlySet<string>): readonly Column<ApplicationRow>[] {
  return [
    {
      id: "name",
      title: "Name",
      cell: ({ name }) => <Link to={applicationPath(name)}>{name}</Link>,
      sortBy: ({ name }) => name,
    },
    { id: "type", title: "Type", cell: ({ type }) => type, sortBy: ({ type }) => type },
    {
      id: "state",
      title: "State",
      cell: ({ name }) =>
        pending.has(name) ? (
          <StatusBadge status="restartPending" />
        ) : (
          <StatusBadge status="held">effective</StatusBadge>
        ),
    },
  ]
}

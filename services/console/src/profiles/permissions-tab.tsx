import type { ProfilePermissions } from "@gir/contracts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { usePermissions } from "./profile-queries.ts"

type Permission = ProfilePermissions["rows"][number]

const COLUMNS: readonly Column<Permission>[] = [
  { id: "privilege", title: "Privilege", cell: (row) => row.privilege },
  { id: "allows", title: "Allows", cell: (row) => row.allows.join(". ") },
  { id: "isYours", title: "You", cell: (row) => (row.isYours ? "granted" : "not granted") },
]

/** Which privilege sees what; it shows and does not change. */
export function PermissionsTab({ dbid }: { readonly dbid: string }) {
  const permissions = usePermissions(dbid)
  return (
    <Panel title="Permissions">
      <Loaded query={permissions} service="GAX">
        {({ rows }) => (
          <DataTable
            caption="Permissions"
            columns={COLUMNS}
            rows={rows}
            rowId={(row) => row.privilege}
            rowName={(row) => row.privilege}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
    </Panel>
  )
}

import type { ProfileGeneral } from "@gir/contracts"
import { useState } from "react"
import { navigate } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { PATHS, profilePath } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { NothingMatches, QuickFilter, useFilterText } from "../ui/quick-filter.tsx"
import { ProfileNames } from "./profile-names.tsx"
import { createProfile, useProfiles } from "./profile-queries.ts"

const COLUMNS: readonly Column<ProfileGeneral>[] = [
  {
    id: "name",
    title: "Name",
    cell: (row) => <Link to={profilePath(row.dbid)}>{row.name}</Link>,
    sortBy: (row) => row.name,
  },
  {
    id: "displayName",
    title: "Display Name",
    cell: (row) => row.displayName,
    sortBy: (row) => row.displayName,
  },
  { id: "tenant", title: "Tenant", cell: (row) => row.tenant, sortBy: (row) => row.tenant },
  { id: "state", title: "State", cell: stateOf, sortBy: stateOf },
]

/** Configuration > Configuration Manager > Voice Platform Profiles */
export function ProfilesScreen() {
  const profiles = useProfiles()
  const [isNew, setIsNew] = useState(false)
  const text = useFilterText()
  return (
    <div className="stack">
      <h1>Configuration Manager</h1>
      <Breadcrumbs
        crumbs={[{ title: "Home", to: PATHS.home }, { title: "Voice Platform Profiles" }]}
      />
      <Panel
        title="Voice Platform Profiles"
        actions={<Button onClick={() => setIsNew(true)}>New</Button>}
      >
        <div className="toolbar">
          <QuickFilter />
        </div>
        <Loaded query={profiles} service="the Configuration Server">
          {(rows) => (
            <DataTable
              caption="Voice Platform Profiles"
              columns={COLUMNS}
              rows={matching(rows, text)}
              rowId={(row) => String(row.dbid)}
              rowName={(row) => row.name}
              empty={rows.length > 0 ? <NothingMatches text={text} /> : <NoProfiles />}
            />
          )}
        </Loaded>
      </Panel>
      <CopyCommand command={curlCommand("/ivr-profiles")} />
      {isNew && (
        <ProfileNames
          title="New Voice Platform Profile"
          onCancel={() => setIsNew(false)}
          onSave={async (names) => {
            const common = { description: "", tenant: "Environment", isEnabled: true }
            const { dbid } = await createProfile({ ...names, ...common })
            navigate(profilePath(dbid))
          }}
        />
      )}
    </div>
  )
}

function NoProfiles() {
  return (
    <>
      <p>No items</p>
      <Note>New makes a profile that calls are recorded with.</Note>
    </>
  )
}

function stateOf({ isEnabled }: ProfileGeneral): string {
  return isEnabled ? "Enabled" : "Disabled"
}

function matching(rows: readonly ProfileGeneral[], text: string): readonly ProfileGeneral[] {
  const wanted = text.trim().toLowerCase()
  return rows.filter((row) =>
    [row.name, row.displayName, row.tenant].some((value) => value.toLowerCase().includes(wanted)),
  )
}

import { useSession } from "../app/session.ts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { PRIVILEGES } from "./privileges.ts"

interface Account {
  readonly userName: string
  readonly privileges: readonly string[]
}

/** Who is logged in, and what that lets them do. */
export function Accounts() {
  const { login } = useSession()
  const accounts: readonly Account[] = login ? [login] : []
  return (
    <div className="stack">
      <h1>Accounts</h1>
      <Panel title="Users">
        <DataTable
          caption="Users and their privileges"
          columns={COLUMNS}
          rows={accounts}
          rowId={(account) => account.userName}
          rowName={(account) => account.userName}
          sortParameter={null}
          empty={<p>No items</p>}
        />
        <Note>
          Users live in a file of RCS, with mode 0600. What one of them may do shows when they log
          in.
        </Note>
      </Panel>
    </div>
  )
}

const COLUMNS: readonly Column<Account>[] = [
  { id: "userName", title: "User Name", cell: (account) => account.userName },
  ...PRIVILEGES.map(({ name }) => ({
    id: name,
    title: name,
    cell: (account: Account) =>
      account.privileges.includes(name) ? (
        <StatusBadge status="held">granted</StatusBadge>
      ) : (
        <StatusBadge status="refused">not granted</StatusBadge>
      ),
  })),
]

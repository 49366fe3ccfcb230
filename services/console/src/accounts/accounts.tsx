import type { Account } from "@gir/contracts"
import { useQuery } from "@tanstack/react-query"
import { api } from "../api/client.ts"
import { useIsAdministrator, useSession } from "../app/session.ts"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { PRIVILEGES } from "./privileges.ts"

/** Who may log in, and what that lets them do; read-only. */
export function Accounts() {
  const { login } = useSession()
  return (
    <div className="stack">
      <h1>Accounts</h1>
      <Panel title="Users">
        {useIsAdministrator() ? <AllUsers /> : <UserTable accounts={login ? [login] : []} />}
        <Note>
          Users live in a file of RCS, with mode 0600; a change of it holds from the next login on.
          Administrators see all users, others see themselves.
        </Note>
      </Panel>
      <CopyCommand command={curlCommand("/accounts")} />
    </div>
  )
}

function AllUsers() {
  const accounts = useQuery({
    queryKey: ["accounts"],
    staleTime: 0,
    queryFn: ({ signal }) => api<Account[]>("/accounts", { signal }),
  })
  return (
    <Loaded query={accounts} service="RCS">
      {(users) => <UserTable accounts={users} />}
    </Loaded>
  )
}

function UserTable({ accounts }: { readonly accounts: readonly Account[] }) {
  return (
    <DataTable
      caption="Users and their privileges"
      columns={COLUMNS}
      rows={accounts}
      rowId={(account) => account.userName}
      rowName={(account) => account.userName}
      sortParameter={null}
      empty={<p>No items</p>}
    />
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

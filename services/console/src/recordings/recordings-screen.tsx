import type { RecordingPage, RecordingRow } from "@gir/contracts"
import { useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { recordingPath } from "../router/paths.ts"
import { usePreferences } from "../settings/preferences.ts"
import { CopyCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { formatTime, shortId } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Pager } from "../ui/pager.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { MuxCombinationsPanel } from "./mux-combinations.tsx"
import { HeldMark, Recipients } from "./recipients.tsx"
import { NothingFound, RecordingFilters } from "./recording-filters.tsx"
import { useRecordings } from "./recording-queries.ts"
import { RecordingActions, VerificationProgress } from "./verify-all.tsx"

/** What was recorded, newest first, and what is proved of it. The guide's product has no such list. */
export function RecordingsScreen() {
  const { query } = useAddress()
  const recordings = useRecordings({
    text: query.get("text") ?? "",
    status: query.get("status") ?? "",
    recipient: query.get("recipient") ?? "",
    page: query.get("page") ?? "",
  })
  return (
    <div className="stack">
      <h1>Recordings</h1>
      <Panel title="Recordings" actions={<RecordingActions />}>
        <div className="toolbar">
          <RecordingFilters recipients={recordings.data?.recipients ?? []} />
        </div>
        <Loaded query={recordings} service="Web Services">
          {(page) => <RecordingTable page={page} />}
        </Loaded>
      </Panel>
      <CopyCommand command="npx gir verify" />
      <CopyCommand command="npx gir record --screen --wait" />
      <MuxCombinationsPanel />
    </div>
  )
}

function RecordingTable({ page }: { readonly page: RecordingPage }) {
  const { clock } = usePreferences()
  return (
    <>
      <DataTable
        caption="Recordings"
        columns={columns(clock)}
        rows={page.recordings}
        rowId={(recording) => recording.id}
        rowName={(recording) => recording.id}
        sortParameter={null}
        empty={page.total > 0 ? <NothingFound /> : <NoRecordings />}
      />
      <div className="toolbar">
        <span className="row muted">
          <span className="recipient">
            <HeldMark isHeld /> RCS holds the key
          </span>
          <span className="recipient">
            <HeldMark isHeld={false} /> it does not
          </span>
        </span>
        <VerificationProgress run={page.verification} />
        <Pager {...page} shown={page.recordings.length} />
      </div>
    </>
  )
}

function NoRecordings() {
  return (
    <>
      <p>No recording yet</p>
      <p>
        Record one call, or <code>npx gir record --screen --wait</code>
      </p>
    </>
  )
}

function columns(clock: "utc" | "local"): readonly Column<RecordingRow>[] {
  return [
    {
      id: "start",
      title: "Start",
      cell: ({ startTime }) => <span className="nowrap">{formatTime(startTime, clock)}</span>,
    },
    {
      id: "id",
      title: "Id",
      cell: ({ id }) => (
        <Link to={recordingPath(id)} className="mono" title={id}>
          {shortId(id)}
        </Link>
      ),
    },
    { id: "caller", title: "Caller", cell: ({ callerPhoneNumber }) => callerPhoneNumber },
    { id: "parts", title: "Parts", cell: partsOf },
    {
      id: "recipients",
      title: "Recipients",
      cell: ({ recipients }) => <Recipients recipients={recipients} />,
    },
    {
      id: "status",
      title: "Status",
      cell: ({ status, code }) => (
        <span title={code ?? undefined}>
          <StatusBadge status={status} />
        </span>
      ),
    },
  ]
}

function partsOf({ parts }: RecordingRow): string {
  return parts.map(({ kind, isEncrypted }) => (isEncrypted ? kind : `${kind} (clear)`)).join(", ")
}

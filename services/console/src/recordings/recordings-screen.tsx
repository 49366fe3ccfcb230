import type { RecordingMetadata, RecordingPage } from "@gir/contracts"
import { usePreferences } from "../settings/preferences.ts"
import { setQuery, useAddress } from "../router/address.ts"
import { Link } from "../router/link.tsx"
import { recordingPath } from "../router/paths.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Field } from "../ui/field.tsx"
import { formatTime, plural, shortId } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { NothingMatches, QuickFilter, useFilterText } from "../ui/quick-filter.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { HeldMark, Recipients } from "./recipients.tsx"
import { matchesText, recipientsOf, statusOf } from "./recording-facts.ts"
import { useRecordings } from "./recording-queries.ts"

const STATUSES = ["notProved", "fails", "refused"] as const

/** What was recorded, newest first. The guide's product has no such list. */
export function RecordingsScreen() {
  const { query } = useAddress()
  const recordings = useRecordings({
    callerPhoneNumber: query.get("caller") ?? "",
    dialedPhoneNumber: "",
    after: query.get("after") ?? "",
  })
  return (
    <div className="stack">
      <h1>Recordings</h1>
      <Panel title="Recordings">
        <div className="toolbar">
          <QuickFilter placeholder="id, caller, agent, serial" />
          <CallerSearch />
          <StatusChoice />
        </div>
        <Loaded query={recordings} service="Web Services">
          {(page) => <RecordingTable page={page} />}
        </Loaded>
      </Panel>
      <CopyCommand command="npx gir verify --all" />
    </div>
  )
}

function CallerSearch() {
  const caller = useAddress().query.get("caller") ?? ""
  return (
    <Field label="Caller, * for any text">
      {(ids) => (
        <input
          {...ids}
          type="search"
          value={caller}
          onChange={(event) => {
            setQuery("after", "")
            setQuery("caller", event.target.value)
          }}
        />
      )}
    </Field>
  )
}

function StatusChoice() {
  const status = useAddress().query.get("status") ?? ""
  return (
    <Field label="Status">
      {(ids) => (
        <select
          {...ids}
          value={status}
          onChange={(event) => setQuery("status", event.target.value)}
        >
          <option value="">any</option>
          <option value="notProved">not proved</option>
          <option value="fails">fails</option>
          <option value="refused">refused</option>
        </select>
      )}
    </Field>
  )
}

function RecordingTable({ page }: { readonly page: RecordingPage }) {
  const { query } = useAddress()
  const { clock } = usePreferences()
  const text = useFilterText()
  const wanted = STATUSES.find((status) => status === query.get("status"))
  const held = page.heldCertificateIds
  const shown = page.recordings
    .filter((recording) => matchesText(recording, text))
    .filter((recording) => wanted === undefined || statusOf(recording, held).status === wanted)
  return (
    <>
      <DataTable
        caption="Recordings"
        columns={columns(held, clock)}
        rows={shown}
        rowId={(recording) => recording.id}
        rowName={(recording) => recording.id}
        sortParameter={null}
        empty={page.recordings.length > 0 ? <NothingMatches text={text} /> : <NoRecordings />}
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
        <span className="row">
          {plural(shown.length, "recording")}
          {query.has("after") && <Button onClick={() => setQuery("after", "")}>Newest</Button>}
          {page.next !== null && (
            <Button onClick={() => setQuery("after", page.next ?? "")}>Older</Button>
          )}
        </span>
      </div>
    </>
  )
}

function NoRecordings() {
  return (
    <>
      <p>No recording yet</p>
      <p>
        <code>npx gir record --screen --wait</code>
      </p>
    </>
  )
}

function columns(
  held: readonly string[] | null,
  clock: "utc" | "local",
): readonly Column<RecordingMetadata>[] {
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
      cell: ({ mediaFiles }) => <Recipients recipients={recipientsOf(mediaFiles, held)} />,
    },
    {
      id: "status",
      title: "Status",
      cell: (recording) => {
        const { status, code } = statusOf(recording, held)
        return (
          <span title={code ?? undefined}>
            <StatusBadge status={status} />
          </span>
        )
      },
    },
  ]
}

function partsOf({ mediaFiles }: RecordingMetadata): string {
  return mediaFiles
    .map(({ receipt }) => (receipt.protection === null ? `${receipt.kind} (clear)` : receipt.kind))
    .join(", ")
}

import type { RecordingDetail, RecordingEvent } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { formatTime } from "../ui/format.ts"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { muxAgain } from "./recording-queries.ts"

/** What is known of the call, and what happened to its recording. */
export function RecordingHistory({ detail }: { readonly detail: RecordingDetail }) {
  const { recording, status, code } = detail
  const { clock } = usePreferences()
  const [said, setSaid] = useState("")
  const again = async (): Promise<void> => {
    try {
      await muxAgain(recording.id)
      setSaid("The muxer has it again")
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  return (
    <Panel
      title="History"
      actions={status === "refused" && <Button onClick={() => void again()}>Mux again</Button>}
    >
      <div className="panel-body">
        <dl className="facts">
          <dt>Status</dt>
          <dd>
            <StatusBadge status={status} /> {code !== null && <code>{code}</code>}{" "}
            <span role="status">{said}</span>
          </dd>
          <dt>Caller</dt>
          <dd>{recording.callerPhoneNumber}</dd>
          <dt>Dialed</dt>
          <dd>{recording.dialedPhoneNumber}</dd>
        </dl>
      </div>
      <DataTable
        caption="History"
        columns={columns(clock)}
        rows={recording.eventHistory}
        rowId={(event) => `${event.occurredAt} ${event.event}`}
        rowName={(event) => event.event}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      {status === "refused" && (
        <CopyCommand command={curlCommand(`/recordings/${recording.id}/mux`, { method: "POST" })} />
      )}
    </Panel>
  )
}

function columns(clock: "utc" | "local"): readonly Column<RecordingEvent>[] {
  return [
    { id: "at", title: "Time", cell: (event) => formatTime(event.occurredAt, clock) },
    { id: "event", title: "Event", cell: (event) => event.event },
    {
      id: "message",
      title: "Said",
      cell: ({ code, message }) => (
        <>
          {code !== undefined && <code>{code}</code>} {message}
        </>
      ),
    },
  ]
}

import type { AuditEntry } from "@gir/contracts"
import { useState } from "react"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { formatTime, shortHash, shortId } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { useAudit } from "./system-queries.ts"

/** Each key use, upload, deletion and login, as RCS wrote it down before it answered. */
export function AuditPanel() {
  const { clock } = usePreferences()
  const [before, setBefore] = useState<number | null>(null)
  const audit = useAudit(before)
  const next = audit.data?.next ?? null
  return (
    <Panel
      title="Audit"
      actions={
        <>
          <Button onClick={() => void audit.refetch()}>Read again</Button>
          {before !== null && <Button onClick={() => setBefore(null)}>Newest</Button>}
          {next !== null && <Button onClick={() => setBefore(next)}>Older</Button>}
        </>
      }
    >
      <Loaded query={audit} service="RCS">
        {({ entries }) => (
          <DataTable
            caption="Audit"
            columns={columns(clock)}
            rows={entries}
            rowId={(entry) => String(entry.sequence)}
            rowName={(entry) => String(entry.sequence)}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
    </Panel>
  )
}

function columns(clock: "utc" | "local"): readonly Column<AuditEntry>[] {
  return [
    {
      id: "at",
      title: "Time",
      cell: (entry) => <span className="nowrap">{formatTime(entry.at, clock)}</span>,
    },
    { id: "actor", title: "Who", cell: (entry) => entry.actor },
    { id: "action", title: "Action", cell: (entry) => entry.action },
    {
      id: "about",
      title: "About",
      cell: ({ certificateId, mediaId }) => (
        <span className="mono" title={mediaId ?? certificateId ?? undefined}>
          {aboutOf(certificateId, mediaId)}
        </span>
      ),
    },
    {
      id: "outcome",
      title: "Outcome",
      cell: ({ outcome, code }) =>
        outcome === "done" ? (
          <StatusBadge status="held">done</StatusBadge>
        ) : (
          <StatusBadge status="refused">{code ?? "refused"}</StatusBadge>
        ),
    },
  ]
}

function aboutOf(certificateId: string | null, mediaId: string | null): string {
  const certificate = certificateId === null ? [] : [`certificate ${shortHash(certificateId)}`]
  const [recordingId = "", kind = ""] = mediaId?.split("-") ?? []
  const media = mediaId === null ? [] : [`${kind} of ${shortId(recordingId)}`]
  return [...media, ...certificate].join(", ")
}

import type { Alarm, QueueOverview, QueueState } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { formatCount, formatTime, plural } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { retryAll, useQueues } from "./system-queries.ts"

/** What waits and what failed, as the job ledger and the queue have it now. */
export function QueuesAndAlarms({ isAdministrator }: { readonly isAdministrator: boolean }) {
  const overview = useQueues()
  return (
    <Loaded query={overview} service="the queue">
      {({ queues, alarms }) => (
        <>
          <QueuesPanel queues={queues} isAdministrator={isAdministrator} />
          <AlarmsPanel alarms={alarms} />
        </>
      )}
    </Loaded>
  )
}

interface QueuesPanelProps extends Pick<QueueOverview, "queues"> {
  readonly isAdministrator: boolean
}

function QueuesPanel({ queues, isAdministrator }: QueuesPanelProps) {
  const [said, setSaid] = useState("")
  const retry = async (name: string): Promise<void> => {
    try {
      setSaid(`${name}: ${plural(await retryAll(name), "job")} offered again`)
    } catch (error) {
      setSaid(`${name}: ${problemOf(error).detail}`)
    }
  }
  return (
    <Panel title="Queues">
      <DataTable
        caption="Queues"
        columns={queueColumns(isAdministrator ? (name) => void retry(name) : null)}
        rows={queues}
        rowId={(queue) => queue.name}
        rowName={(queue) => queue.name}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      <p role="status" className="panel-said">
        {said}
      </p>
      {isAdministrator && (
        <CopyCommand
          command={curlCommand("/system/queues/mux-recording/retry", { method: "POST" })}
        />
      )}
    </Panel>
  )
}

const COUNTS = ["waiting", "active", "retrying"] as const
const COUNT_TITLES = { waiting: "Waiting", active: "Active", retrying: "Retrying" } as const

function queueColumns(onRetry: ((name: string) => void) | null): readonly Column<QueueState>[] {
  const counted = COUNTS.map((id): Column<QueueState> => ({
    id,
    title: COUNT_TITLES[id],
    cell: (queue) => formatCount(queue[id]),
    isNumber: true,
  }))
  const known: readonly Column<QueueState>[] = [
    { id: "name", title: "Queue", cell: ({ name }) => <code>{name}</code> },
    ...counted,
    { id: "failed", title: "Failed", cell: failedOf, isNumber: true },
  ]
  if (onRetry === null) return known
  return [
    ...known,
    {
      id: "retry",
      title: "Retry",
      cell: ({ name, failed, retrying }) => (
        <Button
          aria-label={`Retry all of ${name}`}
          disabled={failed + retrying === 0}
          onClick={() => onRetry(name)}
        >
          Retry all
        </Button>
      ),
    },
  ]
}

function failedOf({ failed }: QueueState) {
  if (failed === 0) return "0"
  return <StatusBadge status="warning">{formatCount(failed)}</StatusBadge>
}

function AlarmsPanel({ alarms }: Pick<QueueOverview, "alarms">) {
  const { clock } = usePreferences()
  return (
    <Panel title="Alarms">
      <DataTable
        caption="Alarms"
        columns={alarmColumns(clock)}
        rows={alarms}
        rowId={({ queue, code, node }) => `${queue} ${code} ${node}`}
        rowName={({ code }) => code}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      <Note>
        An alarm ends when its jobs are retried and succeed. What Verify all finds is no alarm: it
        stands beside the recordings.
      </Note>
    </Panel>
  )
}

function alarmColumns(clock: "utc" | "local"): readonly Column<Alarm>[] {
  return [
    {
      id: "at",
      title: "Time",
      cell: ({ at }) => <span className="nowrap">{formatTime(at, clock)}</span>,
    },
    {
      id: "node",
      title: "Node",
      cell: ({ node }) => <span className="nowrap">{node ?? "not known"}</span>,
    },
    {
      id: "code",
      title: "Alarm",
      cell: ({ code, count }) => (
        <StatusBadge status="warning">{`${code} × ${formatCount(count)}`}</StatusBadge>
      ),
    },
    { id: "message", title: "Last said", cell: ({ message }) => message },
  ]
}

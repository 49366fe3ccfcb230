import type { LoadState } from "@gir/contracts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Facts } from "../ui/facts.tsx"
import { formatCount, formatDuration } from "../ui/format.ts"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { CallCurve } from "./call-curve.tsx"
import { useLoad } from "./system-queries.ts"

/** A load that runs, as `gir load run` shows it in its terminal; nothing while there is none. */
export function LoadPanel() {
  const load = useLoad().data?.load ?? null
  return load === null ? null : <Load load={load} />
}

const PHASES: Readonly<Record<LoadState["phase"], string>> = {
  "set-up": "Setting up",
  load: "Calls are offered",
  drain: "Waits for what is under way",
  prove: "Plays every recording",
}

function Load({ load }: { readonly load: LoadState }) {
  const { profile, phase, elapsedMs, totalMs, calls, proved, latencies, seconds } = load
  const shownMs = Math.min(elapsedMs, totalMs)
  return (
    <Panel title="Load">
      <div className="panel-body stack">
        <progress aria-label="Time of the load" max={totalMs} value={shownMs} />
        <Facts
          facts={[
            ["Profile", <code>{profile}</code>],
            ["Phase", PHASES[phase]],
            ["Time", `${formatDuration(shownMs)} of ${formatDuration(totalMs)}`],
            ["Offered", formatCount(calls.offered)],
            ["Stored", formatCount(calls.stored)],
            ["Under way", formatCount(calls.underWay)],
            ["Refused", <Bad count={calls.refused} />],
            ["Failed", <Bad count={calls.failed} />],
            ["Played", phase === "prove" ? formatCount(proved) : ""],
          ]}
        />
        {seconds.length > 1 && <CallCurve seconds={seconds} />}
      </div>
      <DataTable
        caption="Latency"
        columns={COLUMNS}
        rows={latencies}
        rowId={({ metric }) => metric}
        rowName={({ metric }) => metric}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      <Note>
        Latency counts from when a call was meant to begin, so that a stall counts for all that it
        kept waiting. The report of gir load run has every percentile.
      </Note>
    </Panel>
  )
}

function Bad({ count }: { readonly count: number }) {
  if (count === 0) return "0"
  return <StatusBadge status="warning">{formatCount(count)}</StatusBadge>
}

type Latency = LoadState["latencies"][number]

const PERCENTILES = [
  ["p50", (latency: Latency) => latency.p50Ms],
  ["p95", (latency: Latency) => latency.p95Ms],
  ["p99", (latency: Latency) => latency.p99Ms],
] as const

const COLUMNS: readonly Column<Latency>[] = [
  { id: "metric", title: "Metric", cell: ({ metric }) => <code>{metric}</code> },
  ...PERCENTILES.map(([id, of]): Column<Latency> => ({
    id,
    title: `${id}, ms`,
    cell: (latency) => formatMs(of(latency)),
    isNumber: true,
  })),
]

function formatMs(ms: number | null): string {
  return ms === null ? "not yet" : formatCount(Math.round(ms))
}

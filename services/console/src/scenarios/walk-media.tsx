import type { ScenarioWalk, WalkMedia } from "@gir/contracts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { shortId } from "../ui/format.ts"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"

interface WalkMediaPanelProps {
  readonly walk: ScenarioWalk
  readonly number: number
}

/** Every recording, and what came of playing it after each step up to this one. */
export function WalkMediaPanel({ walk, number }: WalkMediaPanelProps) {
  const isThere = ({ verdicts }: WalkMedia): boolean => verdicts.some(({ step }) => step <= number)
  const names = walk.stepNames.slice(0, number)
  return (
    <Panel title="Recordings, played after every step">
      <DataTable
        caption="Recordings, played after every step"
        columns={[...COLUMNS, ...names.map((name, index) => verdictColumn(name, index + 1))]}
        rows={walk.media.filter(isThere)}
        rowId={({ mediaId }) => mediaId}
        rowName={({ mediaId }) => mediaId}
        sortParameter={null}
        empty={<p>No items</p>}
      />
    </Panel>
  )
}

const COLUMNS: readonly Column<WalkMedia>[] = [
  {
    id: "recording",
    title: "Recording",
    cell: ({ recordingId, mediaId, kind }) => (
      <span className="mono nowrap" title={mediaId}>
        {`${shortId(recordingId)} ${kind}`}
      </span>
    ),
  },
  { id: "group", title: "Recorded as", cell: ({ group }) => group },
  {
    id: "recipients",
    title: "Recipients",
    cell: ({ recipients }) => (recipients.length === 0 ? "none (clear)" : recipients.join(", ")),
  },
]

function verdictColumn(name: string, step: number): Column<WalkMedia> {
  return {
    id: `step-${step}`,
    title: `${step} ${name}`,
    cell: ({ verdicts }) => {
      const verdict = verdicts.find((each) => each.step === step)
      if (verdict === undefined) return <StatusBadge status="notYet" />
      const { status, isHeld, code, openedBy } = verdict
      const by = openedBy === null ? "" : ` with ${openedBy}`
      return (
        <span>
          <StatusBadge status={status} />
          {code === null ? by : ` ${code}`}
          {!isHeld && <strong> ! not as expected</strong>}
        </span>
      )
    },
  }
}

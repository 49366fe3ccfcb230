import type { FaultOverview, SimFault } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { AddFault } from "./add-fault.tsx"
import { removeFault, resetFaults, useFaults } from "./fault-queries.ts"

interface FaultRow extends SimFault {
  readonly node: string
}

/** What may befall the parts of the system, and where it is on. */
export function FaultsPanel() {
  const faults = useFaults()
  return (
    <Loaded query={faults} service="the management ports">
      {(overview) => <Faults overview={overview} />}
    </Loaded>
  )
}

function Faults({ overview }: { readonly overview: FaultOverview }) {
  const [isAdding, setIsAdding] = useState(false)
  const [said, setSaid] = useState("")
  const run = async (work: Promise<void>, done: string): Promise<void> => {
    try {
      await work
      setSaid(done)
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  const remove = ({ node, name }: FaultRow): void =>
    void run(removeFault(node, name), `${name} is off at ${node}`)
  const silent = overview.nodes.filter(({ faults }) => faults === null)
  return (
    <Panel
      title="Faults"
      actions={
        <>
          <Button disabled={overview.nodes.length === 0} onClick={() => setIsAdding(true)}>
            Add
          </Button>
          <Button
            disabled={overview.nodes.length === 0}
            onClick={() => void run(resetFaults(), "the default faults are on")}
          >
            Reset all
          </Button>
        </>
      }
    >
      <DataTable
        caption="Faults"
        columns={columns(remove)}
        rows={rowsOf(overview)}
        rowId={({ node, name, subject }) => `${node} ${name} ${subject ?? ""}`}
        rowName={({ name }) => name}
        sortParameter={null}
        empty={<p>No items</p>}
      />
      <p role="status" className="panel-said">
        {said}
      </p>
      {silent.length > 0 && (
        <Note status="warning">
          Not known: the management port of {silent.map(({ node }) => node).join(", ")} does not
          answer.
        </Note>
      )}
      {overview.nodes.length === 0 && <Note>GAX was not told of any management port here.</Note>}
      <CopyCommand command="npx gir fault list" />
      {isAdding && (
        <AddFault
          overview={overview}
          onAdded={(words) => setSaid(words)}
          onClose={() => setIsAdding(false)}
        />
      )}
    </Panel>
  )
}

function rowsOf({ nodes }: FaultOverview): FaultRow[] {
  return nodes.flatMap(({ node, faults }) => (faults ?? []).map((fault) => ({ node, ...fault })))
}

function columns(onRemove: (row: FaultRow) => void): readonly Column<FaultRow>[] {
  return [
    { id: "node", title: "Service", cell: ({ node }) => node },
    { id: "name", title: "Fault", cell: ({ name }) => <code>{name}</code> },
    {
      id: "probability",
      title: "Probability",
      isNumber: true,
      cell: ({ probability }) => `${Math.round(probability * 1_000) / 10} %`,
    },
    { id: "seed", title: "Seed", isNumber: true, cell: ({ seed }) => seed },
    { id: "subject", title: "Subject", cell: ({ subject }) => subject ?? "any" },
    {
      id: "attributes",
      title: "Attributes",
      cell: ({ attributes }) =>
        Object.entries(attributes)
          .map(([name, value]) => `${name}=${value}`)
          .join(" "),
    },
    {
      id: "remove",
      title: "Remove",
      cell: (row) => (
        <Button aria-label={`Remove ${row.name} from ${row.node}`} onClick={() => onRemove(row)}>
          Remove
        </Button>
      ),
    },
  ]
}

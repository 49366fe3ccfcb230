import type { LabBench, LabSummary } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { RehearsalScreen } from "../scenarios/rehearsal-screen.tsx"
import { Button } from "../ui/button.tsx"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Field } from "../ui/field.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { lab, useBench, useLabs } from "./lab-queries.ts"

/** Labs that ship: something is missing or broken, and a person mends it on the real screens. */
export function LabsScreen() {
  return (
    <RehearsalScreen title="Labs" command="npx gir lab list">
      <Labs />
    </RehearsalScreen>
  )
}

function Labs() {
  const labs = useLabs()
  const bench = useBench(true)
  const [seed, setSeed] = useState("")
  const [said, setSaid] = useState("")
  const start = async (name: string): Promise<void> => {
    setSaid(`${name} is being made ready …`)
    try {
      await lab.start(seed === "" ? { lab: name } : { lab: name, seed: Number(seed) })
      setSaid("")
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  return (
    <Panel title="Labs">
      <Loaded query={labs} service="the simulator">
        {(list) => (
          <DataTable
            caption="Labs"
            columns={columns(bench.data, (name) => void start(name))}
            rows={list}
            rowId={({ name }) => name}
            rowName={({ title }) => title}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
      <div className="panel-body stack-tight">
        {bench.data?.canStart === true && (
          <Field label="Seed, draws the cause of lab 11">
            {(ids) => (
              <input
                {...ids}
                type="number"
                min="0"
                value={seed}
                onChange={({ target }) => setSeed(target.value)}
              />
            )}
          </Field>
        )}
        <p role="status">{said}</p>
      </div>
      <WhereLabsRun bench={bench.data} />
    </Panel>
  )
}

function WhereLabsRun({ bench }: { readonly bench: LabBench | undefined }) {
  if (bench === undefined) return null
  if (bench.canStart) {
    return (
      <Note>A lab begins by taking away what is there, and stays beside the real screens.</Note>
    )
  }
  return (
    <Note>
      A lab has an installation of its own, with a console of its own: start it in a terminal with{" "}
      <code>npx gir lab start 1</code>.
    </Note>
  )
}

function columns(
  bench: LabBench | undefined,
  start: (name: string) => void,
): readonly Column<LabSummary>[] {
  return [
    { id: "number", title: "#", isNumber: true, cell: ({ number }) => number },
    { id: "lab", title: "Lab", cell: ({ title }) => title },
    { id: "goal", title: "Goal", cell: ({ goal }) => goal },
    { id: "tasks", title: "Tasks", isNumber: true, cell: ({ tasks }) => tasks },
    {
      id: "state",
      title: "State",
      cell: ({ name }) => {
        if (bench?.starting === name) return <StatusBadge status="running">starting</StatusBadge>
        if (bench?.lab?.lab !== name) return null
        return <StatusBadge status={bench.lab.isSolved ? "held" : "running"} />
      },
    },
    {
      id: "start",
      title: "Start",
      cell: ({ name, title }) => (
        <Button
          aria-label={`Start ${title}`}
          disabled={bench?.canStart !== true || bench.starting !== null}
          onClick={() => start(name)}
        >
          Start
        </Button>
      ),
    },
  ]
}

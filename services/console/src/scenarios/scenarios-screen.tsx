import type { ScenarioSummary, ScenarioWalkOrNone } from "@gir/contracts"
import { Link } from "../router/link.tsx"
import { scenarioPath } from "../router/paths.ts"
import { DataTable, type Column } from "../ui/data-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { RehearsalScreen } from "./rehearsal-screen.tsx"
import { useScenarios, useWalk } from "./walk-queries.ts"

/** Rehearsals that ship, to be walked through step by step. */
export function ScenariosScreen() {
  return (
    <RehearsalScreen title="Scenarios" command="npx gir scenario list">
      <Scenarios />
    </RehearsalScreen>
  )
}

function Scenarios() {
  const scenarios = useScenarios()
  const walk = useWalk()
  return (
    <Panel title="Scenarios">
      <Loaded query={scenarios} service="the simulator">
        {(list) => (
          <DataTable
            caption="Scenarios"
            columns={columns(walk.data)}
            rows={list}
            rowId={({ name }) => name}
            rowName={({ title }) => title}
            sortParameter={null}
            empty={<p>No items</p>}
          />
        )}
      </Loaded>
      <Note>
        Each is rehearsed on an installation of its own: nothing of this one is touched. After every
        step every recording is played and compared.
      </Note>
    </Panel>
  )
}

function columns(state: ScenarioWalkOrNone | undefined): readonly Column<ScenarioSummary>[] {
  return [
    { id: "number", title: "#", isNumber: true, cell: ({ number }) => number },
    {
      id: "scenario",
      title: "Scenario",
      cell: ({ name, title }) => <Link to={scenarioPath(name)}>{title}</Link>,
    },
    { id: "proves", title: "Proves", cell: ({ proves }) => proves },
    { id: "basis", title: "Basis", cell: ({ basis }) => basis.join(" ") },
    { id: "steps", title: "Steps", isNumber: true, cell: ({ steps }) => steps },
    {
      id: "state",
      title: "State",
      cell: ({ name }) =>
        state?.walk?.name === name ? (
          <StatusBadge status="running">{`step ${state.walk.steps.length} of ${state.walk.stepNames.length}`}</StatusBadge>
        ) : null,
    },
  ]
}

import type { ScenarioSummary } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { useIsAdministrator } from "../app/session.ts"
import { PATHS } from "../router/paths.ts"
import { Breadcrumbs } from "../ui/breadcrumbs.tsx"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { Field } from "../ui/field.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { ForAdministrators } from "./rehearsal-screen.tsx"
import { beginWalk, useScenarios, useWalk } from "./walk-queries.ts"
import { WalkView } from "./walk-view.tsx"

/** One scenario: what it proves, and its steps as far as somebody has walked through them. */
export function ScenarioScreen({ name }: { readonly name: string }) {
  const isAdministrator = useIsAdministrator()
  return (
    <div className="stack">
      <h1>Scenario</h1>
      <Breadcrumbs crumbs={[{ title: "Scenarios", to: PATHS.scenarios }, { title: name }]} />
      {isAdministrator ? <Rehearsal name={name} /> : <ForAdministrators />}
      <CopyCommand command={`npx gir scenario run ${name} --step`} />
    </div>
  )
}

function Rehearsal({ name }: { readonly name: string }) {
  const state = useWalk()
  return (
    <Loaded query={state} service="the simulator">
      {({ walk, canBegin }) => {
        if (walk?.name === name) return <WalkView walk={walk} />
        if (walk !== null) return <p>{walk.title} is being stepped through. Only one at a time.</p>
        return <NotBegun name={name} canBegin={canBegin} />
      }}
    </Loaded>
  )
}

function NotBegun({ name, canBegin }: { readonly name: string; readonly canBegin: boolean }) {
  const scenarios = useScenarios()
  return (
    <Loaded query={scenarios} service="the simulator">
      {(list) => {
        const scenario = list.find((each) => each.name === name)
        if (scenario === undefined) return <p>There is no scenario {name}.</p>
        return <Begin scenario={scenario} canBegin={canBegin} />
      }}
    </Loaded>
  )
}

type EnvelopeProfile = "classic" | "modern"

function Begin({ scenario, canBegin }: { scenario: ScenarioSummary; canBegin: boolean }) {
  const [profile, setProfile] = useState<EnvelopeProfile>("classic")
  const [said, setSaid] = useState("")
  const begin = async (): Promise<void> => {
    try {
      await beginWalk(scenario.name, profile)
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  return (
    <Panel
      title={scenario.title}
      actions={
        <Button look="primary" disabled={!canBegin} onClick={() => void begin()}>
          Step
        </Button>
      }
    >
      <div className="panel-body stack">
        <p>Proves: {scenario.proves}</p>
        <Field label="Envelope profile">
          {(ids) => (
            <select
              {...ids}
              value={profile}
              onChange={({ target }) => setProfile(target.value as EnvelopeProfile)}
            >
              <option value="classic">classic</option>
              <option value="modern">modern</option>
            </select>
          )}
        </Field>
        <p role="status">{said}</p>
      </div>
    </Panel>
  )
}

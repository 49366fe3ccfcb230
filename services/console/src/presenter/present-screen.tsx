import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { useIsAdministrator } from "../app/session.ts"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"
import { ScenarioTabs } from "../scenarios/scenario-tabs.tsx"
import { ForAdministrators } from "../scenarios/rehearsal-screen.tsx"
import { beginWalk, useWalk } from "../scenarios/walk-queries.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand } from "../ui/copy-command.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Panel } from "../ui/panel.tsx"
import { Presenter } from "./presenter.tsx"

/** What `gir demo --present` rehearses. */
const STORY = "data-path"

/** A rehearsal as it is told to a class: one thing at a time, large, with notes for the speaker. */
export function PresentScreen() {
  if (!useIsAdministrator()) return <Frame>{<ForAdministrators />}</Frame>
  return <Presentation />
}

function Presentation() {
  const state = useWalk()
  return (
    <Loaded query={state} service="the simulator">
      {({ walk, canBegin }) => {
        if (walk === null) return <NotBegun canBegin={canBegin} />
        const { console: own } = walk
        if (own === null) return <Frame>{walk.says}</Frame>
        if (own.url === window.location.origin) return <Presenter walk={walk} />
        return (
          <Frame>
            It is told in the rehearsal&apos;s own console, where the objects themselves are:{" "}
            <a href={`${own.url}${PATHS.present}`}>{`${own.url}${PATHS.present}`}</a>, user default,
            password in <code>{own.usersFile}</code>.{" "}
            <Link to={PATHS.scenarios}>End the rehearsal under Scenarios.</Link>
          </Frame>
        )
      }}
    </Loaded>
  )
}

function NotBegun({ canBegin }: { readonly canBegin: boolean }) {
  const [said, setSaid] = useState("")
  const begin = async (): Promise<void> => {
    try {
      await beginWalk(STORY, "classic")
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  return (
    <Frame>
      One call, from the caller to playback; then screen and mux, a rotation, and a lost key.{" "}
      <Button look="primary" disabled={!canBegin} onClick={() => void begin()}>
        Begin
      </Button>{" "}
      <span role="status">{said}</span>
    </Frame>
  )
}

function Frame({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className="stack">
      <h1>Present</h1>
      <ScenarioTabs />
      <Panel title="The data path, for a class">
        <div className="panel-body">{children}</div>
      </Panel>
      <CopyCommand command="npx gir demo --present" />
    </div>
  )
}

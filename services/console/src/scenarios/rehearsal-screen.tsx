import type { ReactNode } from "react"
import { useIsAdministrator } from "../app/session.ts"
import { CopyCommand } from "../ui/copy-command.tsx"
import { ScenarioTabs } from "./scenario-tabs.tsx"

interface RehearsalScreenProps {
  readonly title: string
  /** The same in a terminal. */
  readonly command: string
  readonly children: ReactNode
}

/** A screen that begins something on an installation: for administrators only. */
export function RehearsalScreen({ title, command, children }: RehearsalScreenProps) {
  return (
    <div className="stack">
      <h1>{title}</h1>
      <ScenarioTabs />
      {useIsAdministrator() ? children : <ForAdministrators />}
      <CopyCommand command={command} />
    </div>
  )
}

export function ForAdministrators() {
  return (
    <p>
      Scenarios need the privilege &quot;Administration of Recording Certificates and Keys&quot;.
    </p>
  )
}

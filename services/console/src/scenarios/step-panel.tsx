import type { WalkStep } from "@gir/contracts"
import { usePreferences } from "../settings/preferences.ts"
import { Facts } from "../ui/facts.tsx"
import { formatTime } from "../ui/format.ts"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"

interface StepPanelProps {
  readonly step: WalkStep
  readonly stepCount: number
  readonly policy: string
}

/** One step, with the labels and the texts of the terminal. */
export function StepPanel({ step, stepCount, policy }: StepPanelProps) {
  const { clock } = usePreferences()
  return (
    <Panel title={`Step ${step.number} of ${stepCount}: ${step.name}`}>
      <div className="panel-body" aria-live="polite">
        <Facts
          facts={[
            ["Explain", `${step.explain} [${step.basis.join(" ")}]`],
            ["Do", <Lines lines={step.do} />],
            ["Changed", step.changed],
            ["Check", <Checks checks={step.checks} />],
            ["Clock", formatTime(step.at, clock)],
            ["Switches", policy],
            ["What if", <Lines lines={step.whatIf} />],
          ]}
        />
      </div>
    </Panel>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

function Checks({ checks }: Pick<WalkStep, "checks">) {
  return (
    <ul className="plain-list">
      {checks.map(({ status, text, more }, index) => (
        <li key={index}>
          <StatusBadge status={status} /> {text}
          {more.map((line) => (
            <div key={line} className="muted">
              {line}
            </div>
          ))}
        </li>
      ))}
    </ul>
  )
}

import type { ScenarioWalk, WalkCheck, WalkPath, WalkStep, WalkSwitch } from "@gir/contracts"
import { Button } from "../ui/button.tsx"
import { Panel } from "../ui/panel.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { labelsOf } from "./policy-labels.ts"

interface WhatIfProps {
  readonly walk: ScenarioWalk
  readonly step: WalkStep
  /** Absent where another button asks. */
  readonly onAsk?: () => void
}

/**
 * The same step under each value of a switch, with what each of them rests on.
 *
 * @returns nothing where no switch makes a difference.
 */
export function WhatIf({ walk, step, onAsk }: WhatIfProps) {
  const { switches, policy, phase, steps } = walk
  const isTrap = switches.some((one) => one.steps.includes(step.number))
  if (!isTrap && step.alternatives.length === 0) return null
  // The engine asks of the step that was done last.
  const canAsk = phase === "waiting" && step.number === steps.length
  return (
    <Panel
      title="What if"
      actions={
        onAsk !== undefined && (
          <Button disabled={!canAsk} onClick={onAsk}>
            W What if
          </Button>
        )
      }
    >
      <div className="panel-body what-if">
        <Outcome policy={policy} switches={switches} {...step} />
        {step.alternatives.map((one) => (
          <Outcome key={one.policy} switches={switches} {...one} />
        ))}
      </div>
    </Panel>
  )
}

interface OutcomeProps {
  readonly policy: string
  readonly switches: readonly WalkSwitch[]
  readonly checks: readonly WalkCheck[]
  readonly path: WalkPath | null
}

function Outcome({ policy, switches, checks, path }: OutcomeProps) {
  return (
    <section className="stack-tight" aria-label={policy}>
      {labelsOf(policy, switches).map(({ name, value, basis, word, means }) => (
        <p key={name}>
          <strong>{`${name} = ${value}`}</strong>{" "}
          <span className="fidelity" title={word}>{`[${basis}] ${word}`}</span>
          <br />
          {means}
        </p>
      ))}
      <PathEnd path={path} />
      <ul className="plain-list">
        {checks.map(({ status, text }, index) => (
          <li key={index}>
            <StatusBadge status={status} /> {text}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where the newest call came to its end. */
function PathEnd({ path }: { readonly path: WalkPath | null }) {
  if (path === null) return null
  const end = path.hops.find(({ state }) => state === "refused" || state === "fails")
  const isEnded = end !== undefined
  return (
    <div>
      <StatusBadge status={isEnded ? (end.state === "fails" ? "fails" : "refused") : "plays"}>
        {isEnded ? `${end.id}: ${end.code ?? end.object}` : "the call plays"}
      </StatusBadge>
    </div>
  )
}

import type { LabSolution, LabStatus } from "@gir/contracts"
import { StatusBadge } from "../ui/status.tsx"

interface LabSolvedProps {
  readonly status: LabStatus
  /** What the solution has just done; null when the student did it. */
  readonly solution: LabSolution | null
}

/** What the solution did, and why it is so: only when the lab is solved. */
export function LabSolved({ status: { isSolved, why }, solution }: LabSolvedProps) {
  return (
    <>
      {solution !== null && <Solution solution={solution} />}
      {isSolved && (
        <section className="stack-tight" aria-label="Why">
          <h3>
            <StatusBadge status="held">Solved</StatusBadge>
          </h3>
          <p>{why}</p>
        </section>
      )}
    </>
  )
}

function Solution({ solution: { cause, done } }: { readonly solution: LabSolution }) {
  return (
    <section className="stack-tight" aria-label="Solution">
      <h3>What the solution did</h3>
      {cause !== null && <p>Cause: {cause}</p>}
      <ul className="plain-list">
        {done.actions.map(({ verb, sentence }, index) => (
          <li key={index}>
            <code>{verb}</code> {sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}

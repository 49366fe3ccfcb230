import type { Problem } from "@gir/contracts"
import { StatusSymbol } from "./status.tsx"

interface ProblemViewProps {
  readonly problem: Problem
  readonly onRetry?: () => void
}

/** A refusal: what happened, and what to do. Announced at once. */
export function ProblemView({ problem, onRetry }: ProblemViewProps) {
  return (
    <div className="problem tone-fails" role="alert">
      <StatusSymbol status="fails" />
      <div>
        <p className="problem-detail">{problem.detail}</p>
        <p>
          <code>{problem.code}</code> {problem.next}
        </p>
        {onRetry !== undefined && (
          <button type="button" className="button button-plain" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  )
}

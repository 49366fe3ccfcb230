import type { LabFinding, LabStatus } from "@gir/contracts"
import { StatusBadge } from "../ui/status.tsx"

interface LabTaskProps {
  readonly task: LabStatus["tasks"][number]
  /** Of the last check. */
  readonly findings: readonly LabFinding[]
}

/** One task: how the last check found it, and the hints that were taken. */
export function LabTask({ task, findings }: LabTaskProps) {
  const { text, guide, status, hints } = task
  const open = findings.filter((each) => each.status !== "held")
  return (
    <li className="stack-tight">
      <div>
        <StatusBadge status={status} /> <strong>{text}</strong>
      </div>
      {guide !== null && <div className="muted">{guide}</div>}
      {open.map(({ kind, expected, found }, index) => (
        <div key={index} className="lab-finding">
          {kind}: expected {expected}
          <div className="muted">found {found}</div>
        </div>
      ))}
      {hints.map((hint, index) => (
        <div key={hint} className="lab-hint">
          Hint {index + 1} of 3: {hint}
        </div>
      ))}
    </li>
  )
}

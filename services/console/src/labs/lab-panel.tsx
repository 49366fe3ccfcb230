import type { LabSolution, LabStatus } from "@gir/contracts"
import { useState } from "react"
import { useIsAdministrator } from "../app/session.ts"
import { Button } from "../ui/button.tsx"
import { Facts } from "../ui/facts.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { LabButtons } from "./lab-buttons.tsx"
import { useBench } from "./lab-queries.ts"
import { LabSolved } from "./lab-solved.tsx"
import { LabTask } from "./lab-task.tsx"

/** The lab beside the real screens: it stays while its student goes from one to the next. */
export function LabPanel() {
  const bench = useBench(useIsAdministrator())
  const status = bench.data?.lab ?? null
  if (status === null) return null
  // Another lab, or another beginning: what the last one said is gone.
  return <Lab key={`${status.startedAt} ${status.lab}`} status={status} />
}

function Lab({ status }: { readonly status: LabStatus }) {
  const [isOpen, setIsOpen] = useState(true)
  const done = status.tasks.filter((task) => task.status === "held").length
  const name = status.number === null ? "Lab" : `Lab ${status.number}`
  const progress = `${done} of ${status.tasks.length}`
  return (
    <aside className={`lab${isOpen ? "" : " lab-closed"}`} aria-label={name}>
      <div className="lab-title">
        <h2>
          {name} {status.title}
        </h2>
        <span className="nowrap">{progress}</span>
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? "Hide" : "Show"}
        </Button>
      </div>
      {isOpen && <LabBody status={status} />}
    </aside>
  )
}

function LabBody({ status }: { readonly status: LabStatus }) {
  const [solution, setSolution] = useState<LabSolution | null>(null)
  const { goal, proves, found, tasks, report } = status
  return (
    <>
      <div className="lab-body stack" tabIndex={0} role="group" aria-label="Tasks">
        <Facts
          facts={[
            ["Goal", goal],
            ["Guide", <blockquote>{proves}</blockquote>],
            ["Found", found],
          ]}
        />
        <ol className="lab-tasks">
          {tasks.map((task) => (
            <LabTask
              key={task.name}
              task={task}
              findings={report?.tasks.find(({ name }) => name === task.name)?.findings ?? []}
            />
          ))}
        </ol>
        {report?.mistakes.map((mistake) => (
          <p key={mistake} role="alert" className="lab-mistake">
            <StatusBadge status="warning">not that way</StatusBadge> {mistake}
          </p>
        ))}
        <LabSolved status={status} solution={solution} />
      </div>
      <LabButtons status={status} onSolution={setSolution} />
    </>
  )
}

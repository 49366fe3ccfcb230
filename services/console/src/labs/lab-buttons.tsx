import type { LabSolution, LabStatus } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { lab } from "./lab-queries.ts"

interface LabButtonsProps {
  readonly status: LabStatus
  readonly onSolution: (solution: LabSolution | null) => void
}

/** Check, Hint, Solution, Reset: each asks the real system, one at a time. */
export function LabButtons({ status, onSolution }: LabButtonsProps) {
  const [working, setWorking] = useState("")
  const [said, setSaid] = useState("")
  const run = async (doing: string, work: () => Promise<string>): Promise<void> => {
    setWorking(doing)
    setSaid("")
    try {
      setSaid(await work())
    } catch (error) {
      const { detail, next } = problemOf(error)
      setSaid([detail, next].filter((part) => part !== undefined).join(". "))
    } finally {
      setWorking("")
    }
  }
  const isBusy = working !== ""
  const { hintsTaken = 0 } = status.tasks.find((task) => task.status !== "held") ?? {}
  return (
    <div className="stack-tight lab-buttons">
      <div className="row">
        <Button look="primary" disabled={isBusy} onClick={() => void run("Checking", check)}>
          Check
        </Button>
        <Button disabled={isBusy} onClick={() => void run("Asking", hint)}>
          {hintsTaken === 0 ? "Hint" : `Hint ${Math.min(hintsTaken + 1, 3)} of 3`}
        </Button>
        <Button
          disabled={isBusy}
          onClick={() =>
            void run("Solving", async () => {
              onSolution(await lab.solve())
              return "Solved, from the start on"
            })
          }
        >
          Solution
        </Button>
        <Button
          disabled={isBusy}
          onClick={() =>
            void run("Going back to the start", async () => {
              onSolution(null)
              const { resetMs } = await lab.reset()
              return `Back at the start after ${(resetMs / 1_000).toFixed(1)} s`
            })
          }
        >
          Reset
        </Button>
      </div>
      <p role="status">{isBusy ? `${working} …` : said}</p>
    </div>
  )
}

async function check(): Promise<string> {
  const { tasks, isSolved } = await lab.check()
  if (isSolved) return "Solved"
  const done = tasks.filter(({ status }) => status === "held").length
  return `${done} of ${tasks.length} tasks done`
}

async function hint(): Promise<string> {
  const { task, level, of, text } = await lab.hint()
  return task === null ? text : `Hint ${level} of ${of} is above, at its task`
}

import type { ScenarioWalk, WalkRequest } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { StatusBadge } from "../ui/status.tsx"
import { endWalk, pressWalk } from "./walk-queries.ts"

/** Next, Back to start, Run to end, What if: the keys of the terminal, and how the rehearsal is. */
export function WalkBar({ walk }: { readonly walk: ScenarioWalk }) {
  const [said, setSaid] = useState("")
  const run = async (work: Promise<void>): Promise<void> => {
    setSaid("")
    try {
      await work
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  const isWaiting = walk.phase === "waiting"
  const isAtEnd = walk.steps.length === walk.stepNames.length
  const press = (command: WalkRequest["command"]) => () => void run(pressWalk(command))
  return (
    <>
      <span role="status">
        <PhaseBadge walk={walk} /> {said === "" ? walk.says : said}
      </span>
      <Button look="primary" disabled={!isWaiting || isAtEnd} onClick={press("next")}>
        Next
      </Button>
      <Button disabled={!isWaiting} onClick={press("back")}>
        Back to start
      </Button>
      <Button disabled={!isWaiting || isAtEnd} onClick={press("end")}>
        Run to end
      </Button>
      {walk.switches.length > 0 && (
        <Button disabled={!isWaiting || walk.steps.length === 0} onClick={press("whatIf")}>
          What if
        </Button>
      )}
      {walk.canEnd && <Button onClick={() => void run(endWalk())}>End rehearsal</Button>}
    </>
  )
}

/** How a rehearsal is: at work, ended early, or what was found so far. */
export function PhaseBadge({ walk: { phase, verdict } }: { readonly walk: ScenarioWalk }) {
  if (phase === "working") return <StatusBadge status="running">at work</StatusBadge>
  if (phase === "failed") return <StatusBadge status="fails">ended early</StatusBadge>
  return <StatusBadge status={verdict ?? "notYet"} />
}

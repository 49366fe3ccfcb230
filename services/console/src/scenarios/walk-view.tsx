import type { ScenarioWalk } from "@gir/contracts"
import { useEffect, useRef } from "react"
import { isResting } from "../app/use-shortcuts.ts"
import { setQuery, useAddress } from "../router/address.ts"
import { Note } from "../ui/note.tsx"
import { Panel } from "../ui/panel.tsx"
import { StepPanel } from "./step-panel.tsx"
import { WalkBar } from "./walk-bar.tsx"
import { WalkMediaPanel } from "./walk-media.tsx"
import { WhatIf } from "./what-if.tsx"
import { WalkPathPanel } from "./walk-path.tsx"

/** A rehearsal, as the terminal shows it: its buttons, one step, its data path, its recordings. */
export function WalkView({ walk }: { readonly walk: ScenarioWalk }) {
  const number = useStepNumber(walk.steps.length)
  const step = walk.steps[number - 1]
  return (
    <>
      <Panel title={walk.title} actions={<WalkBar walk={walk} />}>
        <div className="panel-body stack">
          <p>Proves: {walk.proves}</p>
          <StepList walk={walk} number={number} />
        </div>
      </Panel>
      {step !== undefined && (
        <>
          <StepPanel step={step} stepCount={walk.stepNames.length} policy={walk.policy} />
          {step.path !== null && (
            <WalkPathPanel
              key={`${walk.policy} ${number}`}
              path={step.path}
              home={walk.console?.url ?? ""}
            />
          )}
          <WhatIf walk={walk} step={step} />
          <WalkMediaPanel walk={walk} number={number} />
        </>
      )}
      <OwnConsole walk={walk} />
      <Note>
        Keys: ] next step that was done, [ step before. The keys i and p are the terminal&apos;s.
      </Note>
    </>
  )
}

function StepList({ walk, number }: { readonly walk: ScenarioWalk; readonly number: number }) {
  return (
    <ol className="step-list" aria-label="Steps">
      {walk.stepNames.map((name, index) => {
        const isDone = index < walk.steps.length
        return (
          <li key={name}>
            <button
              type="button"
              className="hop"
              disabled={!isDone}
              aria-current={index + 1 === number ? "step" : undefined}
              onClick={() => setQuery("step", String(index + 1))}
            >
              {index + 1} {name}
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function OwnConsole({ walk }: { readonly walk: ScenarioWalk }) {
  if (walk.console === null || walk.console.url === window.location.origin) return null
  const { url, usersFile } = walk.console
  return (
    <Note>
      The rehearsal&apos;s own console: <a href={url}>{url}</a>, user default, password in{" "}
      <code>{usersFile}</code>
    </Note>
  )
}

/** @returns the step that the address names, else the newest; it follows a step that is done. */
function useStepNumber(done: number): number {
  const { query } = useAddress()
  const before = useRef(done)
  useEffect(() => {
    if (before.current === done) return
    before.current = done
    setQuery("step", done === 0 ? "" : String(done))
  }, [done])
  const wanted = Number(query.get("step"))
  const number = Number.isInteger(wanted) && wanted >= 1 && wanted <= done ? wanted : done
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const next = { "[": number - 1, "]": number + 1 }[event.key]
      if (next === undefined || event.defaultPrevented || isResting(event)) return
      if (next >= 1 && next <= done) setQuery("step", String(next))
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [number, done])
  return number
}

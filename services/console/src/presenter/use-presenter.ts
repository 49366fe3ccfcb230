import type { ScenarioWalk, WalkRequest } from "@gir/contracts"
import { useEffect, useRef, useState } from "react"
import { problemOf } from "../api/problem.ts"
import { isResting } from "../app/use-shortcuts.ts"
import { setQuery, useAddress } from "../router/address.ts"
import { pressWalk } from "../scenarios/walk-queries.ts"
import { placeOf, type Place } from "./place.ts"

export interface PresenterMoves {
  readonly next: () => void
  readonly back: () => void
  readonly first: () => void
  readonly restart: () => void
  readonly whatIf: () => void
  readonly go: (index: number) => void
}

/** The place in the story, the moves from there, and what the engine says of them. */
export function usePresenter(walk: ScenarioWalk): {
  readonly place: Place
  readonly moves: PresenterMoves
  readonly said: string
} {
  const { query } = useAddress()
  const [said, setSaid] = useState("")
  const place = placeOf(walk, Number(query.get("slide") ?? 1))
  const go = (index: number): void => {
    setSaid("")
    setQuery("slide", String(index + 1))
  }
  const press = async (command: WalkRequest["command"], then?: number): Promise<void> => {
    setSaid("")
    try {
      await pressWalk(command)
      if (then !== undefined) go(then)
    } catch (error) {
      setSaid(problemOf(error).detail)
    }
  }
  const moves: PresenterMoves = {
    next: () => {
      if (place.next === null) return
      if (place.next.needsStep) void press("next", place.next.index)
      else go(place.next.index)
    },
    back: () => {
      if (place.before !== null) go(place.before)
    },
    first: () => go(0),
    restart: () => void press("back", 0),
    whatIf: () => void press("whatIf"),
    go,
  }
  usePresenterKeys(moves)
  return { place, moves, said }
}

/** Arrows belong to whoever has the focus, when it is one of these. */
const USES_ARROWS = "[role=slider], [role=tree], [role=treeitem], [role=grid]"

function usePresenterKeys(moves: PresenterMoves): void {
  const latest = useRef(moves)
  useEffect(() => {
    latest.current = moves
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const move = KEYS[event.key]
      if (move === undefined || event.defaultPrevented || isResting(event)) return
      if (event.target instanceof HTMLElement && event.target.matches(USES_ARROWS)) return
      event.preventDefault()
      latest.current[move]()
    }
    // Before the keys of all screens, where Space plays.
    window.addEventListener("keydown", onKey, { capture: true })
    return () => window.removeEventListener("keydown", onKey, { capture: true })
  }, [])
}

const KEYS: Readonly<Record<string, Exclude<keyof PresenterMoves, "go">>> = {
  ArrowRight: "next",
  " ": "next",
  PageDown: "next",
  ArrowLeft: "back",
  PageUp: "back",
  Home: "first",
  r: "restart",
  R: "restart",
  w: "whatIf",
  W: "whatIf",
}

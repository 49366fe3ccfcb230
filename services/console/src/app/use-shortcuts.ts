import { useEffect, useRef } from "react"
import { navigate } from "../router/address.ts"
import { preferences, toggleNotes } from "../settings/preferences.ts"
import { DESTINATIONS } from "./shortcuts.ts"

/** Listens for single keys. They rest in fields, in open windows, and when they are turned off. */
export function useShortcuts(openHelp: () => void): void {
  const isAfterG = useRef(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isResting(event)) return
      const destination = isAfterG.current ? DESTINATIONS[event.key] : undefined
      isAfterG.current = event.key === "g"
      if (destination !== undefined) return navigate(destination)
      const act = actions(openHelp)[event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    window.addEventListener("keydown", onKey)
    return () => window.removeEventListener("keydown", onKey)
  }, [openHelp])
}

/** True where a single key is somebody else's: in a field, in a window, or when keys are off. */
export function isResting(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  if (preferences().keys === "off") return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.matches(TYPING)) return true
  if ((event.key === "Enter" || event.key === " ") && target.matches(PRESSABLE)) return true
  return target.closest("[role=dialog], [role=menu]") !== null
}

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select"
/** These have an answer of their own to Enter and Space. */
const PRESSABLE = "a, button, input, summary, [role=treeitem], [role=slider], [role=option]"

function actions(openHelp: () => void): Readonly<Record<string, () => void>> {
  return {
    "?": openHelp,
    "/": focusFilter,
    n: toggleNotes,
    N: toggleNotes,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    Enter: openRow,
    " ": playOrPause,
  }
}

function focusFilter(): void {
  document.querySelector<HTMLInputElement>("main [data-filter]")?.focus()
}

function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")]
  const here = rows.findIndex((row) => row.contains(document.activeElement))
  const next = here === -1 ? (step === 1 ? 0 : rows.length - 1) : here + step
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus()
}

function openRow(): void {
  const row = document.activeElement
  if (row?.matches("[data-row]") !== true) return
  row.querySelector<HTMLElement>("a, [data-open]")?.click()
}

function playOrPause(): void {
  document.querySelector<HTMLElement>("main [data-play]")?.click()
}

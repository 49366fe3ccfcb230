import { useSyncExternalStore } from "react"

/** What a person chose under the gear; kept in this browser. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark"
  readonly motion: "system" | "none"
  /** Simulator notes on the guide's screens. */
  readonly notes: "on" | "off"
  readonly clock: "utc" | "local"
  /** Single-key shortcuts such as `N` and `/`. */
  readonly keys: "on" | "off"
}

const CHOICES: { readonly [K in keyof Preferences]: readonly Preferences[K][] } = {
  theme: ["system", "light", "dark"],
  motion: ["system", "none"],
  notes: ["on", "off"],
  clock: ["utc", "local"],
  keys: ["on", "off"],
}

const STORAGE_KEY = "gir.preferences"
const listeners = new Set<() => void>()
let current = read()
apply(current)

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}

export function preferences(): Preferences {
  return current
}

export function setPreference(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  window.localStorage.setItem(STORAGE_KEY, JSON.stringify(current))
  apply(current)
  for (const listener of listeners) listener()
}

export function toggleNotes(): void {
  setPreference({ notes: current.notes === "on" ? "off" : "on" })
}

/** Whatever stands in the browser's store, only known choices get through. */
function read(): Preferences {
  const stored = parse(window.localStorage.getItem(STORAGE_KEY))
  const chosen = Object.entries(CHOICES).map(([name, choices]) => {
    const value = choices.find((choice) => choice === stored[name])
    return [name, value ?? choices[0]]
  })
  return Object.fromEntries(chosen) as Preferences
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}")
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function apply({ theme, motion }: Preferences): void {
  const root = document.documentElement
  if (theme === "system") delete root.dataset["theme"]
  else root.dataset["theme"] = theme
  if (motion === "system") delete root.dataset["motion"]
  else root.dataset["motion"] = motion
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

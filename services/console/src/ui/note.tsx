import type { ReactNode } from "react"
import { usePreferences } from "../settings/preferences.ts"
import { StatusSymbol, toneOf, type Status } from "./status.tsx"

interface NoteProps {
  readonly children: ReactNode
  readonly status?: Status
}

/**
 * What the guide's screens do not show: dashed, and hidden by the key `N`.
 *
 * @returns nothing while notes are off.
 */
export function Note({ children, status }: NoteProps) {
  const { notes } = usePreferences()
  if (notes === "off") return null
  const tone = status === undefined ? "" : ` tone-${toneOf(status)}`
  return (
    <div className={`note${tone}`} data-note="">
      {status !== undefined && <StatusSymbol status={status} />}
      <div className="note-text">{children}</div>
    </div>
  )
}

import { Popover } from "@base-ui/react/popover"
import { setQuery, useAddress } from "../router/address.ts"

interface ColumnPickerProps {
  readonly columns: readonly { readonly id: string; readonly title: string }[]
  /** Shown until something else is chosen. */
  readonly defaults: readonly string[]
}

const PARAMETER = "columns"

/** Chooses the columns of a table; the choice stands in the address. */
export function ColumnPicker({ columns, defaults }: ColumnPickerProps) {
  const hidden = useHiddenColumns({ columns, defaults })
  const toggle = (id: string): void => {
    const shown = columns.filter((column) => (column.id === id) === hidden.has(column.id))
    const ids = shown.map((column) => column.id).join(",")
    setQuery(PARAMETER, ids === defaults.join(",") ? "" : ids)
  }
  const shownCount = columns.length - hidden.size
  return (
    <Popover.Root>
      <Popover.Trigger className="button button-plain">Column Picker</Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="floating" sideOffset={4} align="end">
          <Popover.Popup className="popup popup-text" aria-label="Column Picker">
            <div className="stack-tight">
              {columns.map(({ id, title }) => (
                <label key={id} className="choice choice-line">
                  <input
                    type="checkbox"
                    checked={!hidden.has(id)}
                    disabled={!hidden.has(id) && shownCount === 1}
                    onChange={() => toggle(id)}
                  />
                  {title}
                </label>
              ))}
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** @returns the ids of the columns that are not shown. */
export function useHiddenColumns({ columns, defaults }: ColumnPickerProps): ReadonlySet<string> {
  const { query } = useAddress()
  const text = query.get(PARAMETER)
  const shown = new Set(text === null ? defaults : text.split(","))
  return new Set(columns.map(({ id }) => id).filter((id) => !shown.has(id)))
}

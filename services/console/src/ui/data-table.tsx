import type { ReactNode } from "react"
import { setQuery, useAddress } from "../router/address.ts"
import { SortIcon } from "./icons.tsx"

export interface Column<Row> {
  readonly id: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** What the column is sorted by; a column without it cannot be sorted. */
  readonly sortBy?: (row: Row) => string | number
  readonly isNumber?: boolean
}

export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly change: (ids: ReadonlySet<string>) => void
}

interface DataTableProps<Row> {
  /** Names the table for a screen reader, and its part of the address. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  /** Names the row's checkbox. */
  readonly rowName: (row: Row) => string
  readonly selection?: Selection
  /** Shown in place of the rows when there are none. */
  readonly empty: ReactNode
  /** Columns that the Column Picker has taken away. */
  readonly hidden?: ReadonlySet<string>
  /** Name of the query parameter that keeps the order; null where the order is not kept. */
  readonly sortParameter?: string | null
}

/** A table as HTML knows it; on a narrow screen each row becomes a card of `column: value` lines. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, selection, empty, hidden, sortParameter = "sort" } = props
  const shown = columns.filter((column) => hidden?.has(column.id) !== true)
  const order = useOrder(sortParameter)
  const sorted = sortRows(rows, columns, order)
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {selection !== undefined && <SelectAll {...props} selection={selection} />}
            {shown.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                order={order}
                sortParameter={sortParameter}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <BodyRow key={props.rowId(row)} {...props} row={row} shown={shown} />
          ))}
          {rows.length === 0 && (
            <tr>
              <td
                className="table-empty"
                colSpan={shown.length + (selection === undefined ? 0 : 1)}
              >
                {empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

interface Order {
  readonly id: string
  readonly direction: "asc" | "desc"
}

function useOrder(parameter: string | null): Order | null {
  const { query } = useAddress()
  const text = parameter === null ? null : query.get(parameter)
  if (text === null) return null
  const [id = "", direction] = text.split(",")
  return { id, direction: direction === "desc" ? "desc" : "asc" }
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const sortBy = columns.find((column) => column.id === order?.id)?.sortBy
  if (order === null || sortBy === undefined) return rows
  const sign = order.direction === "asc" ? 1 : -1
  return rows.toSorted((a, b) => sign * compare(sortBy(a), sortBy(b)))
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  return String(a).localeCompare(String(b), "en", { numeric: true })
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>
  readonly order: Order | null
  readonly sortParameter: string | null
}

function HeaderCell<Row>({ column, order, sortParameter }: HeaderCellProps<Row>) {
  const className = column.isNumber === true ? "number" : undefined
  if (column.sortBy === undefined || sortParameter === null) {
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    )
  }
  const direction = order?.id === column.id ? order.direction : "none"
  const next = direction === "asc" ? "desc" : "asc"
  const ariaSort = { asc: "ascending", desc: "descending", none: "none" } as const
  return (
    <th scope="col" className={className} aria-sort={ariaSort[direction]}>
      <button
        type="button"
        className="sort-button"
        onClick={() => setQuery(sortParameter, `${column.id},${next}`)}
      >
        {column.title}
        <SortIcon direction={direction} />
      </button>
    </th>
  )
}

type SelectAllProps<Row> = DataTableProps<Row> & { readonly selection: Selection }

function SelectAll<Row>({ rows, rowId, caption, selection }: SelectAllProps<Row>) {
  const isAll = rows.length > 0 && rows.every((row) => selection.ids.has(rowId(row)))
  const change = (): void => selection.change(new Set(isAll ? [] : rows.map(rowId)))
  return (
    <th scope="col" className="table-select">
      <input
        type="checkbox"
        aria-label={`Select all: ${caption}`}
        checked={isAll}
        disabled={rows.length === 0}
        onChange={change}
      />
    </th>
  )
}

type BodyRowProps<Row> = DataTableProps<Row> & {
  readonly row: Row
  readonly shown: readonly Column<Row>[]
}

function BodyRow<Row>({ row, shown, rowId, rowName, selection }: BodyRowProps<Row>) {
  const id = rowId(row)
  const isSelected = selection?.ids.has(id) === true
  const toggle = (): void => {
    const ids = new Set(selection?.ids)
    if (!ids.delete(id)) ids.add(id)
    selection?.change(ids)
  }
  return (
    <tr data-row="" tabIndex={-1} className={isSelected ? "is-selected" : undefined}>
      {selection !== undefined && (
        <td className="table-select">
          <input
            type="checkbox"
            aria-label={`Select ${rowName(row)}`}
            checked={isSelected}
            onChange={toggle}
          />
        </td>
      )}
      {shown.map((column) => (
        <td
          key={column.id}
          data-label={column.title}
          className={column.isNumber === true ? "number" : undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

import { setQuery, useAddress } from "../router/address.ts"
import { Field } from "./field.tsx"

const PARAMETER = "filter"

interface QuickFilterProps {
  readonly label?: string
  readonly placeholder?: string
}

/** Narrows the table as one types; the text stands in the address. */
export function QuickFilter({ label = "Quick Filter", placeholder }: QuickFilterProps) {
  const text = useFilterText()
  return (
    <Field label={label}>
      {(ids) => (
        <input
          {...ids}
          type="search"
          data-filter=""
          placeholder={placeholder}
          value={text}
          onChange={(event) => setQuery(PARAMETER, event.target.value)}
        />
      )}
    </Field>
  )
}

export function useFilterText(): string {
  return useAddress().query.get(PARAMETER) ?? ""
}

/** The table is empty because of the filter. */
export function NothingMatches({ text }: { readonly text: string }) {
  return (
    <>
      <p>No items match “{text}”</p>
      <button type="button" className="button button-plain" onClick={() => setQuery(PARAMETER, "")}>
        Clear filter
      </button>
    </>
  )
}

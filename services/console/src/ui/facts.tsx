import { Fragment, type ReactNode } from "react"

/** A fact without a value is not known, and not shown. */
export type Fact = readonly [title: string, value: ReactNode]

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([title, value]) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  )
}

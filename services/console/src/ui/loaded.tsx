import type { UseQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { problemOf } from "../api/problem.ts"
import { ProblemView } from "./problem-view.tsx"

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>
  /** Who has to answer: `RCS`. */
  readonly service: string
  readonly children: (data: T) => ReactNode
}

/** Shows what was loaded; before that grey rows and then words, and a refusal in its place. */
export function Loaded<T>({ query, service, children }: LoadedProps<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && (
          <ProblemView problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
        )}
        {children(query.data)}
      </>
    )
  }
  if (query.error !== null) {
    return <ProblemView problem={problemOf(query.error)} onRetry={() => void query.refetch()} />
  }
  return (
    <div className="loading" role="status">
      <span className="loading-row" />
      <span className="loading-row" />
      <span className="loading-row" />
      <span className="loading-words">Waiting for {service}</span>
    </div>
  )
}

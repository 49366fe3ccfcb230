import { useSyncExternalStore } from "react"

/** Where the page is: the path, and the table state that stands in the query. */
export interface Address {
  readonly path: string
  readonly query: URLSearchParams
}

const listeners = new Set<() => void>()
let current = read()

window.addEventListener("popstate", announce)

/** The address of the page; a component that calls it is drawn again when the address changes. */
export function useAddress(): Address {
  return useSyncExternalStore(subscribe, () => current)
}

/** @param options replace: the step leaves no entry in the browser's history, as for a filter. */
export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace === true) window.history.replaceState(null, "", to)
  else window.history.pushState(null, "", to)
  announce()
}

/** Sets or, with an empty value, removes one parameter of the query. */
export function setQuery(name: string, value: string): void {
  const query = new URLSearchParams(current.query)
  if (value === "") query.delete(name)
  else query.set(name, value)
  const text = query.toString()
  navigate(text === "" ? current.path : `${current.path}?${text}`, { replace: true })
}

function read(): Address {
  const { pathname, search } = window.location
  return { path: pathname, query: new URLSearchParams(search) }
}

function announce(): void {
  current = read()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

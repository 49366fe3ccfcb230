/** Whose fault it is: the caller's input, a part we depend on, or our own. */
export type Blame = "caller" | "dependency" | "bug"

/** All that is known of an error code, in one place. */
export interface CodeEntry {
  /** HTTP status of the problem document that a service answers with. */
  readonly status: number
  readonly blame: Blame
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean
  /** Why it happens, for a person. */
  readonly why: string
  /** What that person does next. */
  readonly next: string
}

/** Keeps the keys of a table as literal types while checking each entry. */
export function defineCodes<const T extends Record<string, CodeEntry>>(table: T): T {
  return table
}

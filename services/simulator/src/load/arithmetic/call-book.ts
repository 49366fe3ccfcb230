/** How a call ended: exactly one of these, or the books do not balance. */
export type CallEnd =
  | { readonly status: "stored" }
  | { readonly status: "refused" | "failed"; readonly code: string }

export interface Totals {
  readonly offered: number
  readonly stored: number
  /** By error code. */
  readonly refused: Readonly<Record<string, number>>
  readonly failed: Readonly<Record<string, number>>
}

export interface SecondTotals extends Totals {
  /** Of the intended start of its calls. */
  readonly second: number
}

/** The books of a load: what was offered, and what came of it, by second and in total. */
export interface CallBook {
  offer(second: number): void
  end(second: number, end: CallEnd): void
  totals(): Totals
  seconds(): readonly SecondTotals[]
}

interface Page {
  offered: number
  stored: number
  readonly refused: Record<string, number>
  readonly failed: Record<string, number>
}

export function callBook(): CallBook {
  const total = newPage()
  const pages = new Map<number, Page>()
  const pageOf = (second: number): Page => {
    const page = pages.get(second) ?? newPage()
    pages.set(second, page)
    return page
  }
  return {
    offer: (second) => {
      for (const page of [total, pageOf(second)]) page.offered += 1
    },
    end: (second, end) => {
      for (const page of [total, pageOf(second)]) enter(page, end)
    },
    totals: () => total,
    seconds: () =>
      [...pages].toSorted(([a], [b]) => a - b).map(([second, page]) => ({ second, ...page })),
  }
}

/** @returns how many, whatever their codes. */
export function sumOf(byCode: Readonly<Record<string, number>>): number {
  return Object.values(byCode).reduce((sum, count) => sum + count, 0)
}

/** What the database and the Storage Destination hold at the end. */
export interface Holdings {
  /** Calls of the load that Web Services knows. */
  readonly known: number
  /** Calls that the generator takes for stored and the database does not know. */
  readonly unknown: readonly string[]
  /** Calls that the generator takes for refused or failed, and that are there nevertheless. */
  readonly unexpected: readonly string[]
  /** Media files whose object is absent, or of another size than its receipt says. */
  readonly withoutObject: readonly string[]
  /** Objects that no receipt names. */
  readonly orphans: readonly string[]
}

/**
 * Offered = stored + refused + failed, in each second and in total; and what is stored is what the
 * database and the Storage Destination hold.
 *
 * @returns what differs, one sentence each; nothing when the law holds.
 */
export function conservationProblems(
  book: Pick<CallBook, "totals" | "seconds">,
  holdings: Holdings,
): readonly string[] {
  const totals = book.totals()
  const unbalanced = book.seconds().filter((page) => page.offered !== endedOf(page))
  const problems: string[] = []
  if (totals.offered !== endedOf(totals)) {
    problems.push(`offered ${totals.offered}, but ${endedOf(totals)} ended`)
  }
  for (const page of unbalanced) {
    problems.push(`second ${page.second}: offered ${page.offered}, but ${endedOf(page)} ended`)
  }
  if (totals.stored !== holdings.known) {
    problems.push(`stored ${totals.stored}, but the database knows ${holdings.known}`)
  }
  const { unknown, unexpected, withoutObject, orphans } = holdings
  problems.push(...told("stored, but not in the database", unknown))
  problems.push(...told("in the database, but not acknowledged as stored", unexpected))
  problems.push(...told("media files without their whole object", withoutObject))
  problems.push(...told("objects that no receipt names", orphans))
  return problems
}

const MOST_NAMED = 5

function told(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > MOST_NAMED ? " …" : ""
  return [`${names.length} ${what}: ${names.slice(0, MOST_NAMED).join(", ")}${more}`]
}

function endedOf({ stored, refused, failed }: Omit<Totals, "offered">): number {
  return stored + sumOf(refused) + sumOf(failed)
}

function enter(page: Page, end: CallEnd): void {
  if (end.status === "stored") page.stored += 1
  else page[end.status][end.code] = (page[end.status][end.code] ?? 0) + 1
}

function newPage(): Page {
  return { offered: 0, stored: 0, refused: {}, failed: {} }
}

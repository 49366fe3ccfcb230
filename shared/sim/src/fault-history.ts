/** One subject that a fault has struck. */
export interface FaultEvent {
  readonly fault: string
  readonly subject: string
  readonly attributes: Readonly<Record<string, number>>
}

/** What was struck so far. A subject that is struck again stands in it once, and is counted. */
export interface FaultHistory {
  /** How often this fault has struck this subject. */
  strikes(fault: string, subject: string): number
  note(event: FaultEvent): void
  /** By fault and subject: the order in which things happened is another one in every run. */
  events(): FaultEvent[]
  /** True when it has no room for more events. */
  isFull(): boolean
  clear(): void
}

export interface FaultHistoryOptions {
  /** What happened before the restart. */
  readonly earlier?: readonly FaultEvent[]
  /** Writes an event down before its fault takes effect: that may be the end of the process. */
  readonly onEvent?: (event: FaultEvent) => void
}

/** An installation may run for weeks with a fault on. */
const EVENTS_MAX = 50_000

export function faultHistory(options: FaultHistoryOptions = {}): FaultHistory {
  const entries = new Map<string, { readonly event: FaultEvent; strikes: number }>()
  const keyOf = (fault: string, subject: string): string => `${fault}\0${subject}`
  const count = (event: FaultEvent): boolean => {
    const key = keyOf(event.fault, event.subject)
    const entry = entries.get(key)
    if (entry !== undefined) entry.strikes += 1
    else if (entries.size < EVENTS_MAX) entries.set(key, { event, strikes: 1 })
    else return false
    // Strikes are counted up to the limit of one subject; beyond that there is nothing to remember.
    return entry === undefined || entry.strikes <= (event.attributes["times"] ?? 0)
  }
  for (const event of options.earlier ?? []) count(event)
  return {
    strikes: (fault, subject) => entries.get(keyOf(fault, subject))?.strikes ?? 0,
    note: (event) => {
      if (count(event)) options.onEvent?.(event)
    },
    events: () => [...entries.values()].map(({ event }) => event).toSorted(byFaultAndSubject),
    isFull: () => entries.size >= EVENTS_MAX,
    clear: () => entries.clear(),
  }
}

function byFaultAndSubject(left: FaultEvent, right: FaultEvent): number {
  return compare(left.fault, right.fault) || compare(left.subject, right.subject)
}

/** By code unit: a locale's order is another one on another machine. */
function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

import type { RecordingMetadata } from "@gir/contracts"
import type { Clock } from "@gir/sim"
import type { RwsClient } from "../peers/rws-client.ts"
import { indexed, type IndexedRecording } from "./indexed-recording.ts"

/** Web Services answers a search only when it names something: `*` is any caller. */
const EVERYTHING = { callerPhoneNumber: "*" }
/** However many pages are open, Web Services is asked once in this time. */
const FRESH_MS = 1_000
/** A change of an old recording shows after this time at most. */
const WALK_ALL_MS = 30_000
/** The newest so many are listed; each takes about two kilobytes of memory. */
const MOST_RECORDINGS = 50_000

/** What GAX knows of all recordings, newest first: enough to search, count and page. */
export interface RecordingIndex {
  /** @throws ERR_SERVICE_UNAVAILABLE when Web Services is away. */
  read(): Promise<readonly IndexedRecording[]>
  /** The next `read` looks at every recording again. */
  forget(): void
}

/**
 * Web Services finds recordings by telephone numbers only. This index walks its pages from the
 * newest on, and stops at a page that holds nothing new.
 */
export function openRecordingIndex(rws: RwsClient, clock: Clock): RecordingIndex {
  let known: readonly IndexedRecording[] = []
  let readAtMs = Number.NEGATIVE_INFINITY
  let walkedAtMs = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  const refresh = async (): Promise<void> => {
    const startedMs = clock.monotonicMs()
    const isWalk = startedMs - walkedAtMs >= WALK_ALL_MS
    known = await walk(rws, isWalk ? [] : known)
    readAtMs = startedMs
    if (isWalk) walkedAtMs = startedMs
  }
  return {
    read: async () => {
      if (clock.monotonicMs() - readAtMs >= FRESH_MS) {
        reading ??= refresh().finally(() => (reading = null))
        await reading
      }
      return known
    },
    forget: () => {
      readAtMs = Number.NEGATIVE_INFINITY
      walkedAtMs = Number.NEGATIVE_INFINITY
    },
  }
}

async function walk(
  rws: RwsClient,
  known: readonly IndexedRecording[],
): Promise<readonly IndexedRecording[]> {
  const before = new Map(known.map((each) => [each.id, each]))
  const isKnown = (recording: RecordingMetadata): boolean =>
    before.get(recording.id)?.changes === indexed(recording).changes
  const found: IndexedRecording[] = []
  let after: string | null = null
  do {
    const query = after === null ? EVERYTHING : { ...EVERYTHING, after }
    const { recordings, next } = await rws.recordings(query)
    found.push(...recordings.map(indexed))
    if (recordings.length > 0 && recordings.every(isKnown)) {
      return [...found, ...olderThan(found.at(-1), known)].slice(0, MOST_RECORDINGS)
    }
    after = next
  } while (after !== null && found.length < MOST_RECORDINGS)
  return found
}

function olderThan(
  last: IndexedRecording | undefined,
  known: readonly IndexedRecording[],
): readonly IndexedRecording[] {
  if (last === undefined) return known
  const place = placeOf(last)
  return known.filter((each) => placeOf(each) < place)
}

/** The order of Web Services: by start, then by id. */
function placeOf({ startTime, id }: IndexedRecording): string {
  return `${startTime} ${id}`
}

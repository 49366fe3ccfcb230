import type { FileHeader, Recipient } from "./read-header.ts"

/** How many files need one certificate. */
export interface CertificateNeed extends Recipient {
  files: number
  /** Of them, those that no other certificate opens: they are lost with this one's key. */
  onlyThis: number
  alsoAnother: number
  /** When the oldest and the newest of them were last written. */
  oldest: Date
  newest: Date
}

export interface Tally {
  readonly files: number
  readonly encrypted: number
  readonly needs: readonly CertificateNeed[]
  readonly clear: Listed
  readonly unknown: Listed
  readonly broken: Listed
  /** Encrypted files that no key at hand opens; `null` when no keystore was given. */
  readonly cannotBeOpened: Listed | null
}

/** All are counted; of the first ones the paths are kept. */
export interface Listed {
  readonly count: number
  readonly paths: readonly string[]
}

/** A folder of millions of other files must not fill the memory with their names. */
const MAX_PATHS = 1_000

/** Counts headers. Keeps a line per certificate, and nothing per file but the first odd ones. */
export class TallyBook {
  readonly #needs = new Map<string, CertificateNeed>()
  readonly #lists = { clear: new PathList(), unknown: new PathList(), broken: new PathList() }
  readonly #cannotBeOpened: PathList | null
  readonly #isHeld: (recipient: Recipient) => boolean
  #files = 0
  #encrypted = 0

  /** @param isHeld tells whether the key of a recipient is at hand; `null` when nobody asks. */
  constructor(isHeld: ((recipient: Recipient) => boolean) | null) {
    this.#isHeld = isHeld ?? (() => false)
    this.#cannotBeOpened = isHeld === null ? null : new PathList()
  }

  add(path: string, header: FileHeader): void {
    this.#files += 1
    if (header.kind !== "encrypted") {
      const why = header.kind === "broken" ? ` (${header.code}: ${header.message})` : ""
      this.#lists[header.kind].add(`${path}${why}`)
      return
    }
    this.#encrypted += 1
    const recipients = new Map(header.recipients.map((recipient) => [recipient.id, recipient]))
    for (const recipient of recipients.values()) {
      this.#count(recipient, header.modified, recipients.size === 1)
    }
    if (![...recipients.values()].some(this.#isHeld)) this.#cannotBeOpened?.add(path)
  }

  /** The certificates that most files need come first. */
  result(): Tally {
    const { clear, unknown, broken } = this.#lists
    return {
      files: this.#files,
      encrypted: this.#encrypted,
      needs: [...this.#needs.values()].toSorted((a, b) => b.files - a.files),
      clear: clear.listed(),
      unknown: unknown.listed(),
      broken: broken.listed(),
      cannotBeOpened: this.#cannotBeOpened?.listed() ?? null,
    }
  }

  #count(recipient: Recipient, modified: Date, isOnly: boolean): void {
    const need = this.#needs.get(recipient.id) ?? newNeed(recipient, modified)
    this.#needs.set(recipient.id, need)
    need.files += 1
    if (isOnly) need.onlyThis += 1
    else need.alsoAnother += 1
    if (modified < need.oldest) need.oldest = modified
    if (modified > need.newest) need.newest = modified
  }
}

function newNeed(recipient: Recipient, modified: Date): CertificateNeed {
  return { ...recipient, files: 0, onlyThis: 0, alsoAnother: 0, oldest: modified, newest: modified }
}

class PathList {
  #count = 0
  readonly #paths: string[] = []

  add(path: string): void {
    this.#count += 1
    if (this.#paths.length < MAX_PATHS) this.#paths.push(path)
  }

  listed(): Listed {
    return { count: this.#count, paths: this.#paths.toSorted() }
  }
}

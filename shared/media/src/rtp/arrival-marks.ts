interface Mark {
  readonly bytes: number
  readonly atMs: number
}

/** Remembers when sound came, until somebody has asked for what lies behind it. */
export class ArrivalMarks {
  #marks: Mark[] = []

  /** By `atMs` so many bytes of sound were complete. */
  add(bytes: number, atMs: number): void {
    if (this.#marks.at(-1)?.bytes === bytes) return
    this.#marks.push({ bytes, atMs })
  }

  /** @returns when the first `bytes` bytes were complete; `null` when nothing tells. Never goes back. */
  at(bytes: number): number | null {
    const index = this.#marks.findIndex((mark) => mark.bytes >= bytes)
    if (index === -1) return null
    this.#marks = this.#marks.slice(index)
    return this.#marks[0]?.atMs ?? null
  }
}

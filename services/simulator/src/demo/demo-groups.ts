import type { MediaKind } from "@gir/contracts"
import {
  MOMENTS,
  type DemoFacts,
  type DemoMedia,
  type Moment,
  type PlayFact,
} from "./demo-facts.ts"

/** The recordings that the same certificates open, counted moment by moment. */
export interface Group {
  /** Letters of the certificates, `A, B`; empty for media files in clear. */
  readonly recipients: string
  readonly counts: Readonly<Record<MediaKind, number>>
  readonly cells: readonly Cell[]
}

export interface Cell {
  readonly moment: Moment
  readonly plays: number
  readonly fails: number
  /** True when every media file did what was expected of it. */
  readonly isHeld: boolean
}

/** @returns groups with calls first, then screens, each in the order of their first media file. */
export function groupByRecipients(facts: DemoFacts): Group[] {
  const letters = new Map(facts.certificates.map((one) => [one.serialNumber, one.letter]))
  const groups = new Map<string, DemoMedia[]>()
  for (const media of facts.media) {
    const recipients = recipientLetters(media, letters)
    groups.set(recipients, [...(groups.get(recipients) ?? []), media])
  }
  const found = [...groups].map(([recipients, media]) => ({
    recipients,
    counts: countKinds(media),
    cells: MOMENTS.map((moment) => cellOf(moment, media, facts.plays)),
  }))
  const hasCalls = (group: Group): boolean => group.counts.call > 0
  return [...found.filter(hasCalls), ...found.filter((group) => !hasCalls(group))]
}

export function recipientLetters(media: DemoMedia, letters: ReadonlyMap<string, string>): string {
  const recipients = media.receipt.protection?.recipients ?? []
  return recipients
    .map((recipient) => letters.get(recipient.serialNumber) ?? recipient.serialNumber)
    .toSorted()
    .join(", ")
}

function countKinds(media: readonly DemoMedia[]): Record<MediaKind, number> {
  const count = (kind: MediaKind): number => media.filter((one) => one.kind === kind).length
  return { call: count("call"), screen: count("screen"), mux: count("mux") }
}

function cellOf(moment: Moment, media: readonly DemoMedia[], plays: readonly PlayFact[]): Cell {
  const ids = new Set(media.map((one) => one.receipt.mediaId))
  const facts = plays.filter((fact) => fact.moment === moment && ids.has(fact.mediaId))
  return {
    moment,
    plays: facts.filter((fact) => fact.playback.status === "plays").length,
    fails: facts.filter((fact) => fact.playback.status === "fails").length,
    isHeld: facts.every((fact) => fact.isHeld),
  }
}

/** "3 calls, 3 muxes": what a group is made of. */
export function describeCounts({ counts }: Group): string {
  const parts = [
    [counts.call, "call"],
    [counts.screen, "screen"],
    [counts.mux, "mux"],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${plural(word, count)}`)
    .join(", ")
}

function plural(word: string, count: number): string {
  if (count === 1) return word
  return word === "mux" ? "muxes" : `${word}s`
}

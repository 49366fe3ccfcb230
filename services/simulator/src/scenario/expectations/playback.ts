import type { ErrorCode } from "@gir/errors"
import type { MediaFact } from "../facts.ts"
import type { Findings, Judgement } from "./expectation.ts"
import { describeMedia, selectMedia, type Selection } from "./recorded-groups.ts"

/** What a cell of the matrix is expected to be. */
export type CellExpectation =
  | { readonly status: "plays" }
  | { readonly status: "fails"; readonly code: string }
  | { readonly status: "notProved"; readonly reason: string }

/** @returns whether the oracle found what was expected of a media file. */
export function isCellHeld(
  expected: CellExpectation,
  found: { readonly status: "plays" | "fails"; readonly code?: ErrorCode } | undefined,
): boolean {
  if (expected.status === "notProved") return true
  if (found === undefined || found.status !== expected.status) return false
  return expected.status === "plays" || found.code === expected.code
}

/** Judges all media files of a selection by the oracle's answers. */
export function judgePlayback(
  selection: Selection,
  expected: CellExpectation,
  findings: Findings,
): Judgement {
  const { run, step, number } = findings
  const media = selectMedia(selection, run, number)
  const provable = media.filter((one) => !isUnprovable(one, run.withoutKey))
  const wrong = provable.filter((one) => !isCellHeld(expected, step.plays.get(one.mediaId)))
  const words = expected.status === "fails" ? `fail with ${expected.code}` : "play"
  if (media.length === 0) {
    return broken(`some recordings ${words}`, "there are none", "record a group under that name")
  }
  if (wrong.length === 0) return held(media.length, provable.length, words)
  const [first] = wrong
  const found = first === undefined ? "" : describeFound(first, findings)
  return broken(
    `${media.length} of ${media.length} ${words}`,
    `${media.length - wrong.length} of ${media.length}; ${found}`,
    hintOf(expected),
  )
}

/** Every recipient is a certificate that was given without its key. */
export function isUnprovable({ recipients }: MediaFact, withoutKey: readonly string[]): boolean {
  return recipients.length > 0 && recipients.every((name) => withoutKey.includes(name))
}

function held(all: number, provable: number, words: string): Judgement {
  const expected = `${all} of ${all} ${words}`
  if (provable < all) {
    const found = `${provable} of ${all}; ${all - provable} could not be checked without a key`
    return { status: "notProved", expected, found, hint: null }
  }
  return { status: "held", expected, found: expected, hint: null }
}

function broken(expected: string, found: string, hint: string): Judgement {
  return { status: "broken", expected, found, hint }
}

function describeFound(media: MediaFact, { step }: Findings): string {
  const playback = step.plays.get(media.mediaId)
  if (playback === undefined) return `${describeMedia(media)} was not played`
  const how = playback.status === "plays" ? "plays" : `fails ${playback.code}: ${playback.message}`
  return `${describeMedia(media)} ${how}`
}

function hintOf(expected: CellExpectation): string {
  return expected.status === "plays"
    ? "compare its recipients with the keys that RCS holds: npx gir keystore census"
    : "something still opens it: a key that was to be gone, or a second recipient"
}

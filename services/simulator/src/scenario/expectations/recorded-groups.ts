import type { MediaKind } from "@gir/contracts"
import { Type } from "typebox"
import type { MediaFact, RunFacts } from "../facts.ts"
import { listOf, Names } from "../file/words.ts"

export const Part = Type.Union([Type.Literal("call"), Type.Literal("screen"), Type.Literal("mux")])
export const Parts = Type.Union([Part, Type.Array(Part)])
export { Names }

/** Which media files an expectation is about. */
export interface Selection {
  /** Names of groups, or `all`. */
  readonly recordings: string | readonly string[]
  readonly parts?: MediaKind | readonly MediaKind[]
}

export const EVERY_GROUP = "all"

export function groupsOf({ recordings }: Selection): readonly string[] {
  return listOf(recordings).filter((name) => name !== EVERY_GROUP)
}

/** @returns the media files that were there at the end of a step. */
export function selectMedia(
  { recordings, parts }: Selection,
  { media }: RunFacts,
  step: number,
): readonly MediaFact[] {
  const names = listOf(recordings)
  const kinds = parts === undefined ? null : listOf(parts)
  return media.filter(
    (one) =>
      one.step <= step &&
      (names.includes(EVERY_GROUP) || names.includes(one.group)) &&
      (kinds === null || kinds.includes(one.kind)),
  )
}

/** "0A1B…-call (issuer CN=…, serial 2A01)": a media file, and who can open it. */
export function describeMedia({ mediaId, receipt }: MediaFact): string {
  const recipients = receipt.protection?.recipients ?? []
  if (recipients.length === 0) return `${mediaId} (in clear)`
  const names = recipients.map(
    ({ issuer, serialNumber }) => `issuer ${issuer}, serial ${serialNumber}`,
  )
  return `${mediaId} (${names.join("; ")})`
}

import { isDeepStrictEqual } from "node:util"
import { Markup } from "../report/html.ts"
import type { Evidence, EvidenceCell, EvidenceRun } from "./evidence.ts"

const LETTERS = { plays: "p", fails: "f", notProved: "?" } as const

/**
 * The document inside the page, small: cells that are held and equal to the original are one letter
 * each (`p` plays, `f` fails, `?` not proved, `.` not yet); all others follow whole.
 */
export function pageData(evidence: Evidence): Markup {
  const runs = evidence.runs.map(({ cells, ...run }) => ({ ...run, ...smallCells(cells, run) }))
  const document = { ...evidence, schema: `${evidence.schema}/page`, runs }
  // JSON inside a script element may not close it.
  return new Markup(JSON.stringify(document).replaceAll("<", "\\u003c"))
}

function smallCells(cells: readonly EvidenceCell[], { media, steps }: Omit<EvidenceRun, "cells">) {
  const originals = new Map(media.map(({ mediaId, original }) => [mediaId, original]))
  const rows = new Map(media.map(({ mediaId }) => [mediaId, steps.map(() => ".")]))
  const unusual: EvidenceCell[] = []
  for (const cell of cells) {
    const { mediaId, step, status, fingerprint, isHeld } = cell
    rows.get(mediaId)?.splice(step - 1, 1, LETTERS[status])
    const isPlain = status === "plays" && isDeepStrictEqual(fingerprint, originals.get(mediaId))
    if (!isHeld || (status === "plays" && !isPlain)) unusual.push(cell)
  }
  return { cells: [...rows.values()].map((row) => row.join("")), unusualCells: unusual }
}

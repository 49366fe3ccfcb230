import type { Fingerprint } from "@gir/contracts"
import { isDeepStrictEqual } from "node:util"
import { STATUS_LOOKS } from "../cli/status-words.ts"
import { html, type Markup } from "../report/html.ts"
import type { HasChanged } from "./changed-cells.ts"
import type { EvidenceCell, EvidenceMedia, EvidenceRun } from "./evidence.ts"
import { cellsByMedia, openersOf } from "./group-media.ts"
import { mark, table } from "../report/page-parts.ts"

/** So many rows keep the page below 3 MB; rows that are alike in every cell are folded above it. */
const MAX_ROWS = 1_500
const SHOWN_OF_ALIKE = 20

/** Every cell: the fingerprint before, and after each step; what failed in words. */
export function cells(run: EvidenceRun, hasChanged: HasChanged): Markup {
  const headings = run.steps.map((_, index) => String(index + 1))
  const byMedia = cellsByMedia(run)
  const all = run.media.map((media) => ({ media, cells: byMedia.get(media.mediaId) ?? [] }))
  const rows = all.length <= MAX_ROWS ? all.map((row) => ({ row, more: 0 })) : foldAlike(run, all)
  return html`${notPlaying(run)}${table(
      ["Recording", "Part", "Opened by", "Before: SHA-256", ...headings],
      rows.map(({ row, more }) => cellRow(row, { run, more, hasChanged })),
    )}
    <p class="muted">
      = equal to before: SHA-256, samples and duration, or every byte. Everything whole:
      evidence.json.
    </p>`
}

interface Row {
  readonly media: EvidenceMedia
  readonly cells: readonly EvidenceCell[]
}

interface RowPlace {
  readonly run: EvidenceRun
  /** Rows that are exactly like this one, and not shown. */
  readonly more: number
  readonly hasChanged: HasChanged
}

function cellRow({ media, cells: own }: Row, { run, more, hasChanged }: RowPlace): Markup {
  const { mediaId, recordingId, kind, original } = media
  const isFine = own.every((cell) => cell.isHeld && cell.status !== "notProved")
  const byStep = run.steps.map((_, index) => own.find(({ step }) => step === index + 1))
  const name =
    more > 0 ? `${recordingId}, and ${more} more that are alike in every cell` : recordingId
  return html`<tr class="${isFine ? "fine" : ""}" id="${mediaId}">
    <th scope="row" class="data">${name}</th>
    <td>${kind}</td>
    <td>${openersOf(media, run.certificates).join(" or ") || "none (clear)"}</td>
    <td class="data" title="${original.sha256}">${original.sha256.slice(0, 16)}…</td>
    ${byStep.map((cell) => {
      const isChanged = cell !== undefined && hasChanged(run, cell)
      return oneCell(cell, { original, isChanged })
    })}
  </tr>`
}

function oneCell(
  cell: EvidenceCell | undefined,
  { original, isChanged }: { readonly original: Fingerprint; readonly isChanged: boolean },
): Markup {
  if (cell === undefined) return html`<td>·</td>`
  const { status, isHeld, openedBy, code, reason, fingerprint } = cell
  const { symbol, word } = STATUS_LOOKS[status]
  const after =
    fingerprint === null
      ? ""
      : isDeepStrictEqual(fingerprint, original)
        ? "="
        : `≠ ${fingerprint.sha256.slice(0, 8)}…`
  const why = [
    word,
    openedBy === null ? "" : `with ${openedBy}`,
    code ?? "",
    reason ?? "",
    isChanged ? "changed since the run before" : "",
  ]
  const title = why.filter((part) => part !== "").join(", ")
  const changed = isChanged ? "◆" : ""
  return isHeld
    ? html`<td class="${status}" title="${title}">${symbol}${after}${changed}</td>`
    : html`<td class="surprise" title="${title}">${symbol}${after}${changed} !</td>`
}

/** One line for all that fail alike: hundreds of equal sentences are read by nobody. */
function notPlaying(run: EvidenceRun): Markup | null {
  const alike = new Map<string, EvidenceCell[]>()
  for (const cell of run.cells.filter(({ status, isHeld }) => status === "fails" || !isHeld)) {
    const key = [cell.step, cell.status, cell.expected, cell.code, cell.reason].join("\n")
    alike.set(key, [...(alike.get(key) ?? []), cell])
  }
  if (alike.size === 0) return null
  const rows = [...alike.values()].map(([first, ...rest]) => {
    const { step, status, expected, code, reason, isHeld, mediaId } = first!
    return html`<tr class="${isHeld ? "fine" : ""}">
      <td>${step} ${run.steps[step - 1]?.name ?? ""}</td>
      <td>
        ${mark(status)}${isHeld ? ", as expected" : `; ${STATUS_LOOKS[expected].word} was expected !`}
      </td>
      <td class="number">${rest.length + 1}</td>
      <td class="data">
        <a href="#${mediaId}">${mediaId}</a>${rest.length > 0 ? " and more" : ""}
      </td>
      <td><span class="data">${code}</span> ${reason}</td>
    </tr>`
  })
  return table(["Step", "Outcome", "Cells", "First", "Code and reason"], rows)
}

/** @returns some rows of each kind, and how many more are exactly like the last of them. */
function foldAlike(run: EvidenceRun, rows: readonly Row[]): { row: Row; more: number }[] {
  const kinds = new Map<string, Row[]>()
  for (const row of rows) {
    const outcome = row.cells.map((cell) => [cell.step, cell.status, cell.isHeld, cell.code])
    const key = JSON.stringify([openersOf(row.media, run.certificates), row.media.kind, outcome])
    const kind = kinds.get(key)
    if (kind === undefined) kinds.set(key, [row])
    else kind.push(row)
  }
  return [...kinds.values()].flatMap((kind) => {
    const shown = kind.slice(0, SHOWN_OF_ALIKE)
    const more = kind.length - shown.length
    return shown.map((row, index) => ({ row, more: index === shown.length - 1 ? more : 0 }))
  })
}

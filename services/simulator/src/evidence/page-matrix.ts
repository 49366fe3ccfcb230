import { html, type Markup } from "../report/html.ts"
import type { HasChanged } from "./changed-cells.ts"
import type { EvidenceRun } from "./evidence.ts"
import { groupMedia, type GroupColumn, type MediaGroup } from "./group-media.ts"
import { mark, table } from "../report/page-parts.ts"

/** Every recording × every step, by the certificates that open it. */
export function matrix(run: EvidenceRun, hasChanged: HasChanged): Markup {
  const headings = run.steps.map(({ name }, index) => `${index + 1} ${name}`)
  const rows = groupMedia(run).map(
    (group) =>
      html`<tr>
        <th scope="row">${group.label}</th>
        <td>${contents(group)}</td>
        ${group.columns.map((column) => cell(column, { run, group, hasChanged }))}
      </tr>`,
  )
  return table(["Opened by", "Recordings", ...headings], rows)
}

function contents({ media }: MediaGroup): string {
  const kinds = new Map<string, number>()
  for (const { kind } of media) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  return [...kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")
}

interface Place {
  readonly run: EvidenceRun
  readonly group: MediaGroup
  readonly hasChanged: HasChanged
}

function cell(column: GroupColumn | null, { run, group, hasChanged }: Place): Markup {
  if (column === null) return html`<td>${mark("notYet", "")}</td>`
  const { plays, fails, notProved, isHeld, cells } = column
  const parts = [
    plays > 0 ? html`${mark("plays", String(plays))} ` : null,
    fails > 0 ? html`${mark("fails", String(fails))} ` : null,
    notProved > 0 ? html`${mark("notProved", String(notProved))} ` : null,
  ]
  const spoken = `${plays} play, ${fails} fail, ${notProved} not proved, of ${cells.length}`
  const later = group.media.length - cells.length
  const changed = cells.filter((one) => hasChanged(run, one)).length
  if (changed > 0) parts.push(html`<span class="changed">◆ ${changed} changed</span>`)
  const title = later > 0 ? `${spoken}; ${later} do not exist yet` : spoken
  return isHeld
    ? html`<td title="${title}">${parts}</td>`
    : html`<td class="surprise" title="${title}; not as expected">${parts} !</td>`
}

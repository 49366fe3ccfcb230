import { html, type Markup } from "../report/html.ts"
import { mark } from "../report/page-parts.ts"
import type { EvidenceRun, Verdict } from "./evidence.ts"

/** "1f3a…41aa", with the whole of it where a pointer rests. */
export function shortHash(sha256: string): Markup {
  return html`<span class="data" title="${sha256}">${sha256.slice(0, 4)}…${sha256.slice(-4)}</span>`
}

export function day(iso: string | null): string {
  return iso === null ? "-" : iso.slice(0, 10)
}

/** "planned-rotation · classic · noUsableRecipient=refuse" */
export function runName({ name, envelopeProfile, policy }: EvidenceRun): string {
  const switches = Object.entries(policy).map(([key, value]) => `${key}=${value}`)
  return [name, envelopeProfile, ...switches].join(" · ")
}

/** Common Name of a distinguished name, or all of it when it has none. */
export function commonName(name: string): string {
  return /(?:^|,)CN=((?:\\.|[^,\\])+)/.exec(name)?.[1]?.replaceAll(/\\(.)/g, "$1") ?? name
}

/** One part per run; of several, each folded below its name, the broken ones open. */
export function perRun(
  runs: readonly EvidenceRun[],
  draw: (run: EvidenceRun) => Markup | null,
): Markup {
  const parts = runs.flatMap((run) => {
    const part = draw(run)
    return part === null ? [] : [{ run, part }]
  })
  const [only] = parts
  if (only === undefined) return html`<p class="muted">None.</p>`
  if (runs.length === 1) return only.part
  return html`${parts.map(({ run, part }) => fold(run.verdict, runName(run), part))}`
}

function fold(verdict: Verdict, name: string, part: Markup): Markup {
  const summary = html`<summary>${mark(verdict)} ${name}</summary>`
  return verdict === "broken"
    ? html`<details open>${summary}${part}</details>`
    : html`<details>${summary}${part}</details>`
}

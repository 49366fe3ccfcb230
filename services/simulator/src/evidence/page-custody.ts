import { html, type Markup } from "../report/html.ts"
import type { EvidenceRun } from "./evidence.ts"
import { groupMedia } from "./group-media.ts"
import { keyOf, keysToKeep, type KeyAnswer } from "./keys-to-keep.ts"
import { mark, table } from "../report/page-parts.ts"
import { commonName, day, shortHash } from "./page-words.ts"

/** Which key could open which recordings after which step. */
export function custody(run: EvidenceRun): Markup {
  const headings = run.steps.map(({ name }, index) => `${index + 1} ${name}`)
  const groups = groupMedia(run).map(
    ({ label, names, media, columns }) =>
      html`<tr>
        <th scope="row">${media.length} for ${label}</th>
        ${columns.map(
          (column, index) =>
            html`<td>${column === null ? "·" : openers(run, { names, step: index + 1 })}</td>`,
        )}
      </tr>`,
  )
  const holders = run.certificates.map(
    ({ name, serialNumber, issuer, sha256, keyHeldAfter, onProfileAfter }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="data">${serialNumber}</td>
        <td>${issuer}</td>
        <td>${sha256 === null ? "made for this run" : shortHash(sha256)}</td>
        <td>${stepList(keyHeldAfter)}</td>
        <td>${stepList(onProfileAfter)}</td>
      </tr>`,
  )
  const certificates = [
    "",
    "Serial",
    "Issuer",
    "SHA-256",
    "RCS held its key after steps",
    "On the IVR Profile after steps",
  ]
  return html`${table(["Recordings", ...headings], groups)}${table(certificates, holders)}`
}

function openers(
  { certificates }: EvidenceRun,
  { names, step }: { readonly names: readonly string[]; readonly step: number },
): string {
  if (names.length === 0) return "everybody"
  const keys = certificates.filter(({ keyHeldAfter }) => keyHeldAfter.includes(step))
  const held = keys.map(keyOf)
  const able = certificates.filter((one) => names.includes(one.name) && held.includes(keyOf(one)))
  return able.length === 0
    ? "nobody: RCS holds no key"
    : `RCS, with ${able.map(({ name }) => name).join(" or ")}`
}

/** "1 to 4, 6" */
export function stepList(steps: readonly number[]): string {
  if (steps.length === 0) return "none"
  const ranges: [number, number][] = []
  for (const step of steps.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && step <= last[1] + 1) last[1] = step
    else ranges.push([step, step])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from} to ${to}`)).join(", ")
}

const ANSWERS: Readonly<Record<KeyAnswer, readonly ["broken" | "warning" | "held", string]>> = {
  keep: ["broken", "keep: recordings would be lost"],
  wait: ["warning", "wait: it is one of several keys for them"],
  "may go": ["held", "may go: nothing here needs it"],
}

/** Which private key must stay, and until when. */
export function keys(run: EvidenceRun, retentionYears: number | undefined): Markup {
  const rows = keysToKeep(run, retentionYears).map(
    ({ certificate, onlyThis, alsoAnother, oldest, newest, keepUntil, answer }) =>
      html`<tr>
        <th scope="row">${certificate.name}, ${commonName(certificate.subject)}</th>
        <td class="number">${onlyThis}</td>
        <td class="number">${alsoAnother}</td>
        <td>${day(oldest)}</td>
        <td>${day(newest)}</td>
        <td>${keepUntil ?? (newest === null ? "-" : "as long as its recordings are kept")}</td>
        <td>${mark(...ANSWERS[answer])}</td>
      </tr>`,
  )
  return table(
    ["Certificate", "Only this", "Also another", "Oldest", "Newest", "Keep until", "Answer"],
    rows,
  )
}

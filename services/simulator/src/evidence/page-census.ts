import { html, type Markup } from "../report/html.ts"
import type { EvidenceCensus } from "./evidence.ts"
import { mark, table } from "../report/page-parts.ts"

/** What stored recordings need, and the ones that no key at hand opens, by name. */
export function storedRecordings(census: EvidenceCensus | undefined): Markup | null {
  if (census === undefined) return null
  const { folder, files, encrypted, needs, cannotBeOpened } = census
  const rows = needs.map(
    ({ certificate, issuer, serialNumber, files: count, onlyThis }) =>
      html`<tr>
        <th scope="row">${certificate ?? "not in the plan"}</th>
        <td>${issuer}</td>
        <td class="data">${serialNumber}</td>
        <td class="number">${count}</td>
        <td class="number">${onlyThis}</td>
      </tr>`,
  )
  const { count, paths } = cannotBeOpened
  const lost =
    count === 0
      ? html`<p>${mark("held")}: each of them opens with a key of the plan, by its header.</p>`
      : html`<p>
            ${mark("notProved")}: ${count} open with no key of the
            plan${count > paths.length ? `; the first ${paths.length}` : ""}:
          </p>
          <ul class="data">
            ${paths.map((path) => html`<li>${path}</li>`)}
          </ul>`
  return html`<h3>Stored recordings of ${folder}</h3>
    <p>
      ${encrypted} encrypted recordings in ${files} files; their headers were read, nothing was
      decrypted.
    </p>
    ${table(["Certificate", "Issuer", "Serial", "Files", "Only this"], rows)}${lost}`
}

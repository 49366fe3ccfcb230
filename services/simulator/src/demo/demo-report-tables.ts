import { STATUS_LOOKS, type Status } from "../cli/status-words.ts"
import { html, type Markup } from "../report/html.ts"
import { table } from "../report/page-parts.ts"
import { MOMENTS, type DemoFacts, type DemoMedia } from "./demo-facts.ts"
import { describeCounts, groupByRecipients, type Cell } from "./demo-groups.ts"

/** The rotation matrix: who opens what, moment by moment. */
export function matrix(facts: DemoFacts): Markup {
  const rows = groupByRecipients(facts).map((group) => {
    const name = group.recipients === "" ? "none (clear)" : group.recipients
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${describeCounts(group)}</td>
      ${group.cells.map(matrixCell)}
    </tr>`
  })
  return table(
    ["Opened by", "Media files", "Before", "Rotated", "Key A deleted", "Key A uploaded again"],
    rows,
  )
}

function matrixCell({ plays, fails, isHeld }: Cell): Markup {
  if (plays + fails === 0) return html`<td class="muted">${look("notYet")}</td>`
  const parts = [
    plays > 0 ? html`<span class="plays">${look("plays")} ${plays}</span> ` : null,
    fails > 0 ? html`<span class="fails">${look("fails")} ${fails}</span>` : null,
  ]
  return html`<td class="${isHeld ? "" : "surprise"}">${parts}${isHeld ? "" : " !"}</td>`
}

export function certificates({ certificates: all }: DemoFacts): Markup {
  const rows = all.map(
    (one) =>
      html`<tr>
        <th scope="row">${one.letter}</th>
        <td>${one.subject}</td>
        <td>${one.issuer}</td>
        <td class="data">${one.serialNumber}</td>
        <td>${one.expires}</td>
      </tr>`,
  )
  return table(["", "Issued To", "Issued By", "Serial Number", "Expires"], rows)
}

export function refusals({ refusals: all }: DemoFacts): Markup {
  return html`<ul>
    ${all.map(
      (one) =>
        html`<li class="refused">
          ${look("refused")} mux of <span class="data">${one.recordingId}</span>:
          ${one.code ?? "not refused"}; both parts stay playable apart
        </li>`,
    )}
  </ul>`
}

export function mediaFiles({ media, plays }: DemoFacts): Markup {
  const rows = media.map((one) => {
    const facts = MOMENTS.map((moment) =>
      plays.find((fact) => fact.moment === moment && fact.mediaId === one.receipt.mediaId),
    )
    return html`<tr>
      <td class="data">${one.receipt.fileName}</td>
      <td>${recipientList(one)}</td>
      <td class="number">${one.receipt.plaintextBytes}</td>
      <td class="number">${one.receipt.storedBytes}</td>
      <td class="data" title="${one.original.sha256}">${one.original.sha256.slice(0, 12)}…</td>
      <td>
        ${facts.map((fact) =>
          fact === undefined
            ? html`<span class="muted">${STATUS_LOOKS.notYet.symbol}</span> `
            : html`<span class="${fact.playback.status}"
                >${STATUS_LOOKS[fact.playback.status].symbol}</span
              > `,
        )}
      </td>
    </tr>`
  })
  return table(
    [
      "File",
      "Recipients: issuer, serial",
      "Clear bytes",
      "Stored bytes",
      "SHA-256",
      "Before to restored",
    ],
    rows,
  )
}

function recipientList({ receipt }: DemoMedia): Markup {
  const recipients = receipt.protection?.recipients ?? []
  if (recipients.length === 0) return html`none: stored in clear`
  return html`${recipients.map(
    (one) => html`${commonName(one.issuer)}, <span class="data">${one.serialNumber}</span><br />`,
  )}`
}

function commonName(issuer: string): string {
  return /CN=((?:\\.|[^,])+)/.exec(issuer)?.[1] ?? issuer
}

/** Symbol and word of a status, always together. */
export function look(status: Status): string {
  return `${STATUS_LOOKS[status].symbol} ${STATUS_LOOKS[status].word}`
}

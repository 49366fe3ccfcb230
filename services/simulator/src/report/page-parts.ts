import { STATUS_LOOKS, type Status } from "../cli/status-words.ts"
import { html, type Markup } from "./html.ts"

/** Symbol and word of a status, always together, in the status's colour. */
export function mark(status: Status, text = STATUS_LOOKS[status].word): Markup {
  return html`<span class="${status}">${STATUS_LOOKS[status].symbol} ${text}</span>`
}

/** A table whose headings stay with it in print. */
export function table(headings: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${headings.map((text) => html`<th scope="col">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

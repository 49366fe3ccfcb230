import { html, type Markup } from "../report/html.ts"
import type { Basis, Evidence, EvidenceExpectation, EvidenceRun, OracleTest } from "./evidence.ts"
import { mark, table } from "../report/page-parts.ts"
import { runName } from "./page-words.ts"

const WORDS: Readonly<Record<Basis, string>> = {
  D: "documented by Genesys",
  S: "follows from a standard",
  M: "measured here",
  A: "assumed: the documents are silent, so it is a switch",
}

interface Claim {
  readonly run: EvidenceRun
  readonly step: number
  readonly claim: EvidenceExpectation
}

/** What every expectation rests on; everything that is assumed, in one list. */
export function fidelity({ runs }: Evidence): Markup {
  const claims = runs.flatMap((run) =>
    run.steps.flatMap(({ expectations }, index) =>
      expectations.map((claim): Claim => ({ run, step: index + 1, claim })),
    ),
  )
  const counts = (Object.keys(WORDS) as Basis[]).map((basis) => {
    const count = claims.filter(({ claim }) => claim.basis.includes(basis)).length
    return html`<li><strong>[${basis}]</strong> ${WORDS[basis]}: ${count} expectations</li>`
  })
  const assumed = assumptions(claims)
  const list =
    assumed.length === 0
      ? html`<p>Nothing was assumed.</p>`
      : html`<ul class="assumed">
          ${assumed.map((text) => html`<li>[A] ${text}</li>`)}
        </ul>`
  return html`<ul>
      ${counts}
    </ul>
    <h3>All that was assumed</h3>
    ${list}
    <h3>Every expectation</h3>
    ${expectations(claims, runs.length)}`
}

/** The same assumption of two envelope profiles is one. */
function assumptions(claims: readonly Claim[]): readonly string[] {
  const all = claims
    .filter(({ claim }) => claim.basis.includes("A"))
    .map(({ run, step, claim }) => {
      const switches = Object.entries(run.policy).map(([name, value]) => `${name}=${value}`)
      const under = switches.length > 0 ? `, under ${switches.join(", ")}` : ""
      return `${run.name}, step ${step}: ${claim.kind}: ${claim.expected}${under} (${claim.where})`
    })
  return [...new Set(all)]
}

function expectations(claims: readonly Claim[], runs: number): Markup {
  const rows = claims.map(({ run, step, claim }) => {
    const { status, kind, expected, found, basis, where, hint } = claim
    const name =
      runs > 1 ? `${runName(run)}, ${step}` : `${step} ${run.steps[step - 1]?.name ?? ""}`
    const isFine = status === "held"
    const said = isFine && found === expected ? null : html`<br />found: ${found}`
    return html`<tr class="${isFine ? "fine" : ""}">
      <td>${name}</td>
      <td>${mark(status)}</td>
      <td>${kind}: ${expected}${said}${hint === null ? null : html`<br />hint: ${hint}`}</td>
      <td>${basis.map((one) => `[${one}]`).join(" ")}</td>
      <td class="data">${where}</td>
    </tr>`
  })
  return rows.length === 0
    ? html`<p class="muted">None but the cells.</p>`
    : table(["Step", "Verdict", "Expected", "Basis", "Where"], rows)
}

/** What was planted, and whether the comparison of playback with the original noticed. */
export function oracleTests(tests: readonly OracleTest[]): Markup {
  if (tests.length === 0) {
    return html`<p>
      ${mark("notProved", "not tested in this run")}: the oracle was compared with nothing planted.
    </p>`
  }
  const rows = tests.map(
    ({ planted, isCaught, mediaId, expected, found }) =>
      html`<tr>
        <th scope="row">${planted}</th>
        <td>${mark(isCaught ? "held" : "broken", isCaught ? "caught" : "not caught")}</td>
        <td class="data">${mediaId}</td>
        <td>${expected}</td>
        <td>${found}</td>
      </tr>`,
  )
  return table(["Planted", "Verdict", "Media file", "Due", "Found"], rows)
}

import { html, type Markup } from "../report/html.ts"
import type { Evidence } from "./evidence.ts"
import { table } from "../report/page-parts.ts"

/** What somebody asks who does not believe a word of it. */
export function auditor({ runs, command, oracleTests: tests = [] }: Evidence): Markup {
  const caught = tests.filter(({ isCaught }) => isCaught).length
  return html`<h2>Was playback compared or only answered?</h2>
    <p>
      Compared. Each cell was opened by RCS and its sound compared with the original's: a WAV plays
      when the SHA-256 of its decoded samples, their number and its duration are equal, mp3 and mp4
      when every byte is. An answer without that equality counts as failed, HTTP 200 or not.
      ${tests.length === 0 ? "Nothing was planted in this run to test the comparison." : `${caught} of ${tests.length} planted faults were caught (section 9).`}
    </p>
    <h2>Which certificates exactly (hash, issuer, serial)?</h2>
    ${certificates(runs)}
    <h2>What was assumed?</h2>
    <p>
      Everything that is marked [A], listed in section 8: the documents say nothing of it, so each
      is a switch, and its value stands above.
    </p>
    <h2>What was left out?</h2>
    <p>See “What was not shown” above: gaps are told before proofs.</p>
    <h2>Can I run it again?</h2>
    <p>Yes: <code>${command}</code>. The same seed gives the same document, but for durations.</p>
    <h2>Is a secret inside?</h2>
    <p>
      No. Private keys were read into memory only. A rehearsal's RCS holds them in its keystore,
      encrypted, in a temporary folder that is deleted when it ends, whatever ends it. The writer of
      this folder refuses any text with a private key block in it. Fingerprints are hashes of sound
      and open nothing.
    </p>`
}

function certificates(runs: Evidence["runs"]): Markup {
  const distinct = new Map(
    runs.flatMap((run) =>
      run.certificates.map(
        (one) => [one.sha256 ?? `${run.name} ${one.name}`, { run, one }] as const,
      ),
    ),
  )
  const rows = [...distinct.values()].map(
    ({ run, one }) =>
      html`<tr>
        <th scope="row">${runs.length > 1 ? `${run.name}: ` : ""}${one.name}</th>
        <td>${one.subject}</td>
        <td>${one.issuer}</td>
        <td class="data">${one.serialNumber}</td>
        <td>${one.notBefore.slice(0, 10)} to ${one.notAfter.slice(0, 10)}</td>
        <td class="data">${one.sha256 ?? "made for this run"}</td>
      </tr>`,
  )
  return table(["", "Subject", "Issuer", "Serial", "Valid", "SHA-256"], rows)
}

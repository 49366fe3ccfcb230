import { CopyButton } from "./copy-button.tsx"
import { Note } from "./note.tsx"

/** The same from a terminal. Secrets stand as shell variables, never as values. */
export function CopyCommand({ command }: { readonly command: string }) {
  return (
    <Note>
      <span className="command">
        <code>{command}</code>
        <CopyButton text={command} label="Copy as command" />
      </span>
    </Note>
  )
}

interface CurlRequest {
  readonly method?: "GET" | "POST" | "PUT"
  readonly body?: unknown
}

/** @returns the request that GAX answers a program, whose session is in the variable SESSION. */
export function curlCommand(path: string, { method = "GET", body }: CurlRequest = {}): string {
  const given = method === "GET" ? "" : ` -X ${method}`
  const data = body === undefined ? "" : ` ${JSON_TYPE} -d ${quoted(JSON.stringify(body))}`
  return `curl${given} -H "X-GAX-Session: $SESSION"${data} ${window.location.origin}/api${path}`
}

const JSON_TYPE = '-H "content-type: application/json"'

/** A text for a shell: only its own quote ends a quoted one. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

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

/** @returns the request that GAX answers a program, whose session is in the variable SESSION. */
export function curlCommand(path: string): string {
  return `curl -H "X-GAX-Session: $SESSION" ${window.location.origin}/api${path}`
}

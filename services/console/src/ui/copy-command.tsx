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

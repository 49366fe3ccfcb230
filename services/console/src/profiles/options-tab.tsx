import { OptionsEditor } from "../options/options-editor.tsx"
import { Note } from "../ui/note.tsx"
import { deleteOption, saveOption, useOptions } from "./profile-queries.ts"

const CERTIFICATE = /^certificates-\d+$/

/** The Options tab, with the trap that the guide warns of. */
export function OptionsTabView({ dbid }: { readonly dbid: string }) {
  const options = useOptions(dbid)
  return (
    <OptionsEditor
      options={options}
      onSave={(option) => saveOption(dbid, option)}
      onDelete={(option) => deleteOption(dbid, option)}
    >
      {options.data?.options.some(({ name }) => CERTIFICATE.test(name)) && (
        <Note status="warning">
          Do not open certificates-n here: open and save really corrupts it. Mend: Recording tab,
          Remove, Add, Save.
        </Note>
      )}
    </OptionsEditor>
  )
}

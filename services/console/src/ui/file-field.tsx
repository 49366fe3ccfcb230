import type { ReactNode } from "react"
import { Field } from "./field.tsx"

interface FileFieldProps {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: string | undefined
  /** Given the text of the file; null when the choice was taken back. */
  readonly onChange: (text: string | null) => void
}

/** The guide's Choose File. The file is read in this page only. */
export function FileField({ label, hint, problem, onChange }: FileFieldProps) {
  const read = async (file: File | undefined): Promise<void> => {
    onChange(file === undefined ? null : await file.text())
  }
  return (
    <Field label={label} isRequired hint={hint} problem={problem}>
      {(ids) => (
        <span className="file-field">
          <input
            {...ids}
            type="file"
            required
            onChange={(event) => void read(event.target.files?.[0])}
          />
        </span>
      )}
    </Field>
  )
}

import { useId, type ReactNode } from "react"

interface FieldProps {
  readonly label: string
  readonly isRequired?: boolean
  /** Shown below the control, and read with it. */
  readonly problem?: string | undefined
  readonly hint?: ReactNode
  readonly children: (ids: FieldIds) => ReactNode
}

/** What the control inside a field has to carry. */
export interface FieldIds {
  readonly id: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": boolean
}

export function Field({ label, isRequired = false, problem, hint, children }: FieldProps) {
  const id = useId()
  const problemId = `${id}-problem`
  const ids: FieldIds = {
    id,
    "aria-describedby": problem === undefined ? undefined : problemId,
    "aria-invalid": problem !== undefined,
  }
  return (
    <div className="field">
      <span className="field-label">
        <label htmlFor={id}>
          {label}
          {isRequired && " *"}
        </label>
        {hint}
      </span>
      {children(ids)}
      {problem !== undefined && (
        <p id={problemId} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange?: (value: string) => void
  readonly isRequired?: boolean
  readonly isReadOnly?: boolean
  readonly type?: "text" | "password"
  readonly autoComplete?: string
  readonly problem?: string | undefined
  readonly hint?: ReactNode
  readonly lines?: number
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, isRequired, isReadOnly, type = "text", problem, hint } = props
  const optional = isRequired === undefined ? {} : { isRequired }
  return (
    <Field label={label} problem={problem} hint={hint} {...optional}>
      {(ids) => {
        const common = {
          ...ids,
          value,
          readOnly: isReadOnly,
          required: isRequired,
          onChange: (event: { readonly target: { readonly value: string } }) =>
            onChange?.(event.target.value),
        }
        return props.lines === undefined ? (
          <input type={type} autoComplete={props.autoComplete ?? "off"} {...common} />
        ) : (
          <textarea rows={props.lines} {...common} />
        )
      }}
    </Field>
  )
}

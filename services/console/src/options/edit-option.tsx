import type { OpenedOption, Problem } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { TextField } from "../ui/field.tsx"
import { ProblemView } from "../ui/problem-view.tsx"

interface EditOptionProps {
  readonly option: OpenedOption
  readonly onSave: (option: OpenedOption) => Promise<unknown>
  readonly onDelete: (option: OpenedOption) => Promise<unknown>
  readonly onClose: () => void
}

/**
 * One option, opened for editing. Save stores what stands in the field, and for a certificate that
 * is already too much.
 */
export function EditOption({ option, onSave, onDelete, onClose }: EditOptionProps) {
  const [section, setSection] = useState(option.section)
  const [name, setName] = useState(option.name)
  const [value, setValue] = useState(option.value)
  const [problem, setProblem] = useState<Problem | null>(null)
  const isNew = option.name === ""
  const run = async (change: Promise<unknown>): Promise<void> => {
    try {
      await change
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      title={isNew ? "New Option" : "Edit Option"}
      onClose={onClose}
      footer={
        <>
          {!isNew && (
            <Button look="danger" onClick={() => void run(onDelete(option))}>
              Delete
            </Button>
          )}
          <Button
            look="primary"
            disabled={section === "" || name === ""}
            onClick={() => void run(onSave({ version: option.version, section, name, value }))}
          >
            Save
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <TextField label="Section" isReadOnly={!isNew} value={section} onChange={setSection} />
        <TextField label="Name" isReadOnly={!isNew} value={name} onChange={setName} />
        <TextField label="Value" lines={10} value={value} onChange={setValue} />
      </div>
    </Dialog>
  )
}

import type { Problem } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { TextField } from "../ui/field.tsx"
import { ProblemView } from "../ui/problem-view.tsx"

interface Names {
  readonly name: string
  readonly displayName: string
}

interface ProfileNamesProps {
  readonly title: string
  readonly onSave: (names: Names) => Promise<void>
  readonly onCancel: () => void
}

/** Asks for the two names of a new or cloned profile. */
export function ProfileNames({ title, onSave, onCancel }: ProfileNamesProps) {
  const [name, setName] = useState("")
  const [displayName, setDisplayName] = useState("")
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (): Promise<void> => {
    try {
      await onSave({ name, displayName })
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      title={title}
      width="narrow"
      onClose={onCancel}
      footer={
        <>
          <Button
            look="primary"
            disabled={name.trim() === "" || displayName.trim() === ""}
            onClick={() => void save()}
          >
            Save
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <TextField label="Name" isRequired value={name} onChange={setName} />
        <TextField label="Display Name" isRequired value={displayName} onChange={setDisplayName} />
      </div>
    </Dialog>
  )
}

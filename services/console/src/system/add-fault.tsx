import type { FaultOverview, Problem } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { Field, TextField } from "../ui/field.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { addFault } from "./fault-queries.ts"
import { attributesOf, newFault, type FaultDraft } from "./fault-draft.ts"

interface AddFaultProps {
  readonly overview: FaultOverview
  readonly onAdded: (words: string) => void
  readonly onClose: () => void
}

const EVERYWHERE = ""

/** Puts a fault on, at one service or at all. */
export function AddFault({ overview, onAdded, onClose }: AddFaultProps) {
  const [draft, setDraft] = useState(() => draftOf(overview, overview.kinds[0]?.name ?? ""))
  const [problem, setProblem] = useState<Problem | null>(null)
  const kind = overview.kinds.find(({ name }) => name === draft.name)
  const set = (change: Partial<FaultDraft>): void => setDraft({ ...draft, ...change })
  const fault = newFault(draft)
  const add = async (): Promise<void> => {
    if (fault === null) return
    try {
      await addFault(draft.node === EVERYWHERE ? { fault } : { node: draft.node, fault })
      onAdded(`${draft.name} is on at ${draft.node === EVERYWHERE ? "all services" : draft.node}`)
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      title="Add Fault"
      onClose={onClose}
      footer={
        <>
          <Button look="primary" disabled={fault === null} onClick={() => void add()}>
            Add
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <Choice
          label="Fault"
          value={draft.name}
          options={overview.kinds.map(({ name }) => [name, name])}
          onChange={(name) => setDraft({ ...draftOf(overview, name), node: draft.node })}
        />
        <p>{kind === undefined ? "" : `${kind.means} Decided for each ${kind.subject}.`}</p>
        <Choice
          label="Service"
          value={draft.node}
          options={[
            [EVERYWHERE, "all"],
            ...overview.nodes.map(({ node }) => [node, node] as const),
          ]}
          onChange={(node) => set({ node })}
        />
        <TextField
          label="Probability, %"
          value={draft.percent}
          onChange={(percent) => set({ percent })}
        />
        <TextField label="Seed" value={draft.seed} onChange={(seed) => set({ seed })} />
        <TextField
          label="Only subjects that contain"
          value={draft.subject}
          onChange={(subject) => set({ subject })}
        />
        {(kind?.attributes ?? []).map(({ name, means }) => (
          <TextField
            key={name}
            label={`${name}: ${means}`}
            value={draft.attributes[name] ?? ""}
            onChange={(value) => set({ attributes: { ...draft.attributes, [name]: value } })}
          />
        ))}
      </div>
    </Dialog>
  )
}

function draftOf({ kinds }: FaultOverview, name: string): FaultDraft {
  const attributes = attributesOf(kinds.find((kind) => kind.name === name)?.attributes ?? [])
  return { node: EVERYWHERE, name, percent: "100", seed: "", subject: "", attributes }
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

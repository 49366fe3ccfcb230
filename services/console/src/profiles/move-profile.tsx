import type { Problem, ProfileGeneral } from "@gir/contracts"
import { useId, useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { CopyCommand, curlCommand } from "../ui/copy-command.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { Field, TextField } from "../ui/field.tsx"
import { Note } from "../ui/note.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { movedProfile, moveProfile, useProfiles } from "./profile-queries.ts"

interface MoveProfileProps {
  readonly profile: ProfileGeneral
  readonly onClose: () => void
}

/** Moves a profile to another tenant. The Configuration Server keeps a tenant by its name. */
export function MoveProfile({ profile, onClose }: MoveProfileProps) {
  const profiles = useProfiles()
  const [tenant, setTenant] = useState("")
  const [problem, setProblem] = useState<Problem | null>(null)
  const listId = useId()
  const known = new Set(["Environment", ...(profiles.data ?? []).map((each) => each.tenant)])
  const move = async (): Promise<void> => {
    try {
      await moveProfile(profile, tenant.trim())
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      title={`Move ${profile.name} To`}
      width="narrow"
      onClose={onClose}
      footer={
        <>
          <Button
            look="primary"
            disabled={tenant.trim() === "" || tenant.trim() === profile.tenant}
            onClick={() => void move()}
          >
            Move
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <TextField label="Tenant now" isReadOnly value={profile.tenant} />
        <Field label="Tenant" isRequired>
          {(ids) => (
            <input
              {...ids}
              list={listId}
              maxLength={255}
              value={tenant}
              onChange={(event) => setTenant(event.target.value)}
            />
          )}
        </Field>
        <datalist id={listId}>
          {[...known]
            .filter((name) => name !== profile.tenant)
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
        <Note>
          New recordings belong to the new tenant. A Media Control Platform opens no CA file in
          another tenant&apos;s folder: place it in /genesys/mcp/certificates/&lt;tenant name&gt;/,
          and set its path in the Options tab.
        </Note>
        <CopyCommand
          command={curlCommand(`/ivr-profiles/${profile.dbid}/general`, {
            method: "PUT",
            body: movedProfile(profile, tenant.trim()),
          })}
        />
      </div>
    </Dialog>
  )
}

import type { Problem, ProfileGeneral } from "@gir/contracts"
import { useRef, useState } from "react"
import { problemOf } from "../api/problem.ts"
import { navigate } from "../router/address.ts"
import { PATHS, profilePath } from "../router/paths.ts"
import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { plural } from "../ui/format.ts"
import { ProblemView } from "../ui/problem-view.tsx"
import { MoveProfile } from "./move-profile.tsx"
import { ProfileNames } from "./profile-names.tsx"
import { cloneProfile, deleteProfile } from "./profile-queries.ts"

/** Clone, Delete and Move To, as above the guide's form. */
export function ProfileActions({ profile }: { readonly profile: ProfileGeneral }) {
  const [open, setOpen] = useState<"clone" | "delete" | "move" | null>(null)
  const close = (): void => setOpen(null)
  return (
    <div className="row">
      <Button onClick={() => setOpen("clone")}>Clone</Button>
      <Button onClick={() => setOpen("delete")}>Delete</Button>
      <Button onClick={() => setOpen("move")}>Move To</Button>
      {open === "clone" && (
        <ProfileNames
          title={`Clone ${profile.name}`}
          onCancel={close}
          onSave={async (names) => {
            const { dbid } = await cloneProfile(String(profile.dbid), names)
            close()
            navigate(profilePath(dbid))
          }}
        />
      )}
      {open === "move" && <MoveProfile profile={profile} onClose={close} />}
      {open === "delete" && <DeleteProfile profile={profile} onCancel={close} />}
    </div>
  )
}

interface DeleteProfileProps {
  readonly profile: ProfileGeneral
  readonly onCancel: () => void
}

function DeleteProfile({ profile, onCancel }: DeleteProfileProps) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const run = async (): Promise<void> => {
    try {
      await deleteProfile(String(profile.dbid), profile.version)
      navigate(PATHS.profiles)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <Dialog
      title="Delete Voice Platform Profile"
      width="narrow"
      initialFocus={cancel}
      onClose={onCancel}
      footer={
        <>
          <Button ref={cancel} onClick={onCancel}>
            Cancel
          </Button>
          <Button look="danger" onClick={() => void run()}>
            Delete
          </Button>
        </>
      }
    >
      <div className="stack">
        {problem !== null && <ProblemView problem={problem} />}
        <p>
          <strong>{profile.name}</strong> · {plural(profile.certificateCount, "certificate")}
        </p>
        <p>What was recorded with it keeps playing: the keystore keeps its keys.</p>
      </div>
    </Dialog>
  )
}

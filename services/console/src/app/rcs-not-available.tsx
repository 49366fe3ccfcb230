import { Button } from "../ui/button.tsx"
import { Dialog } from "../ui/dialog.tsx"
import { Note } from "../ui/note.tsx"
import { logOut } from "./session.ts"

/** Seed: "The user must log out, and log in again when receiving the 401". */
export function RcsNotAvailable() {
  return (
    <Dialog
      title="401"
      width="narrow"
      canClose={false}
      onClose={() => {}}
      footer={
        <Button look="primary" onClick={() => void logOut()}>
          Log Out
        </Button>
      }
    >
      <p role="alert">RCS is not available</p>
      <Note status="stale">
        RCS was restarted: the session that it gave you is gone. Log out and log in again.
      </Note>
    </Dialog>
  )
}

import { useRef, useState, type FormEvent } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { TextField } from "../ui/field.tsx"
import { ProblemView } from "../ui/problem-view.tsx"
import { logIn, useSession } from "./session.ts"

/** The way in. The password lies in a file of the installation, which `npm start` names. */
export function LogIn() {
  const { ended } = useSession()
  const [userName, setUserName] = useState("default")
  const [password, setPassword] = useState("")
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setIsBusy] = useState(false)
  const alert = useRef<HTMLDivElement>(null)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setIsBusy(true)
    setError(null)
    try {
      await logIn({ userName, password })
    } catch (refused) {
      setError(refused)
      setIsBusy(false)
      alert.current?.focus()
    }
  }

  return (
    <main id="content" className="log-in" tabIndex={-1}>
      <form
        className="panel"
        aria-labelledby="log-in-title"
        onSubmit={(event) => void submit(event)}
      >
        <div className="panel-title">
          <h1 id="log-in-title">Log In</h1>
        </div>
        <div className="panel-body stack">
          {ended !== null && error === null && <p role="alert">{ended}. Log in again.</p>}
          <div ref={alert} tabIndex={-1}>
            {error !== null && <ProblemView problem={problemOf(error)} />}
          </div>
          <TextField
            label="User Name"
            value={userName}
            onChange={setUserName}
            autoComplete="username"
          />
          <TextField
            label="Password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
          />
          <div className="form-footer">
            <Button type="submit" look="primary" disabled={isBusy || password === ""}>
              Log In
            </Button>
          </div>
        </div>
      </form>
    </main>
  )
}

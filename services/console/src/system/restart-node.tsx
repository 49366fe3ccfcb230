import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { Button } from "../ui/button.tsx"
import { restartNode } from "./system-queries.ts"

/** Restarts one process, and says how that went. */
export function RestartNode({ name }: { readonly name: string }) {
  const [said, setSaid] = useState("")
  const restart = async (): Promise<void> => {
    setSaid(`${name} is restarting`)
    try {
      await restartNode(name)
      setSaid(`${name} was restarted`)
    } catch (error) {
      setSaid(`${name}: ${problemOf(error).detail}`)
    }
  }
  return (
    <>
      <Button aria-label={`Restart ${name}`} onClick={() => void restart()}>
        Restart
      </Button>{" "}
      <span role="status">{said}</span>
    </>
  )
}

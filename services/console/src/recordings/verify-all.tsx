import type { VerificationRun } from "@gir/contracts"
import { useState } from "react"
import { problemOf } from "../api/problem.ts"
import { useIsAdministrator } from "../app/session.ts"
import { Button } from "../ui/button.tsx"
import { formatCount, plural } from "../ui/format.ts"
import { StatusBadge } from "../ui/status.tsx"
import { recordOneCall, verifyAll } from "./recording-queries.ts"

/** What an administrator can do with the list: prove all of it, and add to it. */
export function RecordingActions() {
  const [said, setSaid] = useState("")
  const [isRecording, setIsRecording] = useState(false)
  const isAdministrator = useIsAdministrator()
  const run = async (work: () => Promise<string>): Promise<void> => {
    try {
      setSaid(await work())
    } catch (error) {
      setSaid(`${problemOf(error).code}: ${problemOf(error).detail}`)
    }
  }
  const record = async (): Promise<void> => {
    setIsRecording(true)
    setSaid("A call is being recorded")
    await run(async () => saidOf(await recordOneCall()))
    setIsRecording(false)
  }
  if (!isAdministrator) return null
  return (
    <>
      <span role="status">{said}</span>
      <Button disabled={isRecording} onClick={() => void record()}>
        Record one call
      </Button>
      <Button
        onClick={() =>
          void run(async () => `${plural((await verifyAll()).total, "media file")} to verify`)
        }
      >
        Verify all
      </Button>
    </>
  )
}

type Recorded = Awaited<ReturnType<typeof recordOneCall>>

function saidOf({ status, code, message }: Recorded): string {
  if (status === "held") return "One call was recorded"
  if (status === "running") return "The call is still being recorded"
  return `${status === "refused" ? "Refused" : "Failed"}: ${code}: ${message}`
}

/** How far Verify all is, and what it found. */
export function VerificationProgress({ run }: { readonly run: VerificationRun | null }) {
  if (run === null) return null
  const { total, ended, plays, fails, isOver, code } = run
  if (!isOver) {
    return (
      <StatusBadge status="running">
        {`verifying: ${formatCount(ended)} of ${formatCount(total)}`}
      </StatusBadge>
    )
  }
  if (code !== null)
    return <StatusBadge status="fails">{`Verify all broke off: ${code}`}</StatusBadge>
  if (fails > 0) {
    const found = `${formatCount(fails)} of ${plural(total, "media file")} fail`
    return <StatusBadge status="fails">{found}</StatusBadge>
  }
  return (
    <StatusBadge status="plays">
      {`${formatCount(plays)} of ${plural(total, "media file")} play`}
    </StatusBadge>
  )
}

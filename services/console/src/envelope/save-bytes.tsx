import type { EnvelopeView, Problem } from "@gir/contracts"
import { useState } from "react"
import { ApiProblem, apiBytes } from "../api/client.ts"
import { Button } from "../ui/button.tsx"
import { ProblemView } from "../ui/problem-view.tsx"

interface SaveBytesProps {
  readonly recordingId: string
  readonly view: EnvelopeView
}

/** GAX hands out so much of a stored object at once. */
const MOST_AT_ONCE = 1_048_576

/** Saves the ciphertext as it is stored, for OpenSSL. */
export function SaveBytes({ recordingId, view }: SaveBytesProps) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (): Promise<void> => {
    try {
      offer(await fetchStored(recordingId, view), view.savedAs)
      setProblem(null)
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      setProblem(error.problem)
    }
  }
  return (
    <>
      <Button look="quiet" onClick={() => void save()}>
        Save bytes
      </Button>
      {problem !== null && <ProblemView problem={problem} />}
    </>
  )
}

async function fetchStored(recordingId: string, view: EnvelopeView): Promise<Blob> {
  const { mediaId, storedBytes } = view
  const parts: ArrayBuffer[] = []
  const { signal } = new AbortController()
  for (let from = 0; from < storedBytes; from += MOST_AT_ONCE) {
    const bytes = Math.min(MOST_AT_ONCE, storedBytes - from)
    const path = `/recordings/${recordingId}/media/${mediaId}/stored?from=${from}&bytes=${bytes}`
    parts.push(await apiBytes(path, signal))
  }
  return new Blob(parts, { type: "application/pkcs7-mime" })
}

function offer(blob: Blob, name: string): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

import { useState } from "react"
import { Button } from "./button.tsx"

interface CopyButtonProps {
  readonly text: string
  readonly label?: string
}

/** Copies a text, and says so. */
export function CopyButton({ text, label = "Copy" }: CopyButtonProps) {
  const [said, setSaid] = useState("")
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid("Copied")
    } catch {
      setSaid("This browser does not let a page copy")
    }
  }
  return (
    <span className="copy">
      <Button look="quiet" onClick={() => void copy()}>
        {label}
      </Button>
      <span role="status">{said}</span>
    </span>
  )
}

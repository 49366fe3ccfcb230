import type { ReactNode } from "react"
import { Waveform } from "../recordings/waveform.tsx"
import type { SoundFacts } from "./sound-facts.ts"

/** One cursor for all three. */
export interface Cursor {
  readonly positionMs: number
  readonly durationMs: number
  readonly onSeek: (positionMs: number) => void
}

interface RowProps {
  readonly title: string
  readonly says?: ReactNode
  readonly children: ReactNode
}

export function Row({ title, says, children }: RowProps) {
  return (
    <section className="triplet" aria-label={title}>
      <h3>{title}</h3>
      <div className="stack-tight">{children}</div>
      <div className="triplet-says">{says}</div>
    </section>
  )
}

interface DrawnProps {
  readonly label: string
  readonly sound: { readonly channels: readonly Float32Array[]; readonly facts: SoundFacts }
  readonly cursor: Cursor
}

/** A picture, and what its bytes tell. */
export function Drawn({ label, sound, cursor }: DrawnProps) {
  const { entropy, lag1 } = sound.facts
  return (
    <>
      <Waveform label={label} channels={sound.channels} {...cursor} />
      <p className="sound-facts">
        entropy <strong>{entropy.toFixed(2)}</strong> · lag-1{" "}
        <strong>{lag1.toFixed(3).replace("-", "−")}</strong>
      </p>
    </>
  )
}

import { StatusSymbol, type Status } from "../ui/status.tsx"
import type { Custody, Hop } from "./chains.ts"

interface HopStripProps {
  readonly hops: readonly Hop[]
  readonly index: number
  readonly onOpen: (index: number) => void
}

/** The whole chain in one line; the hop that is looked at is ringed. */
export function HopStrip({ hops, index, onOpen }: HopStripProps) {
  return (
    <ol className="hop-strip">
      {hops.map((hop, place) => (
        <li key={hop.id}>
          <button
            type="button"
            className={`hop hop-${hop.state}`}
            aria-current={place === index ? "step" : undefined}
            onClick={() => onOpen(place)}
          >
            <StatusSymbol status={statusAt(hop, place, index)} />
            <span>{hop.title}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function statusAt({ state }: Hop, place: number, index: number): Status {
  if (state === "refused" || state === "fails") return state
  if (state === "dark") return "notYet"
  if (place === index) return "running"
  return place < index ? "held" : "notYet"
}

const WORDS: readonly (readonly [keyof Custody, string])[] = [
  ["certificate", "certificate"],
  ["privateKey", "private key"],
  ["sessionKey", "session key"],
  ["plaintext", "plaintext"],
  ["ciphertext", "ciphertext"],
]

/** `custody here: certificate no · private key no · …` */
export function CustodyLine({ custody }: { readonly custody: Custody }) {
  return (
    <p className="custody">
      custody here:{" "}
      {WORDS.map(([key, word], place) => (
        <span key={key}>
          {place > 0 && " · "}
          {word}{" "}
          <strong className={custody[key] === "no" ? "muted" : undefined}>{custody[key]}</strong>
        </span>
      ))}
    </p>
  )
}

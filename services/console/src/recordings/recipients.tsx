import type { HeldRecipient } from "@gir/contracts"

/** Serial numbers, each with the sign that tells whether RCS holds its key. */
export function Recipients({ recipients }: { readonly recipients: readonly HeldRecipient[] }) {
  if (recipients.length === 0) return <span className="muted">none (clear)</span>
  return (
    <span className="recipients">
      {recipients.map(({ certificateId, serialNumber, subject, isHeld }) => (
        <span key={certificateId} className="recipient" title={subject}>
          <span className="mono">{shortSerial(serialNumber)}</span>
          <HeldMark isHeld={isHeld} />
        </span>
      ))}
    </span>
  )
}

export function HeldMark({ isHeld }: { readonly isHeld: boolean | null }) {
  if (isHeld === null) return <span className="muted">(RCS is away)</span>
  return (
    <>
      <span className={isHeld ? "held-mark is-held" : "held-mark"} aria-hidden="true" />
      <span className="visually-hidden">
        {isHeld ? "RCS holds the key" : "RCS does not hold the key"}
      </span>
    </>
  )
}

/** A random serial number is long; its ends tell it apart. */
function shortSerial(serialNumber: string): string {
  return serialNumber.length > 10
    ? `${serialNumber.slice(0, 4)}…${serialNumber.slice(-4)}`
    : serialNumber
}

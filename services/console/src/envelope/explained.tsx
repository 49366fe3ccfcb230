import type { EnvelopeView } from "@gir/contracts"
import { HeldMark } from "../recordings/recipients.tsx"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"
import { CopyButton } from "../ui/copy-button.tsx"
import { formatCount } from "../ui/format.ts"
import { recipientAt, recipientName, type EnvelopeField } from "./envelope-fields.ts"

interface ExplainedProps {
  readonly field: EnvelopeField
  readonly view: EnvelopeView
}

/** The selected value: its name and line in the standard, a sentence, where it lies, whom it names. */
export function Explained({ field, view }: ExplainedProps) {
  const { offset, totalBytes, headerBytes } = field
  const end = offset + totalBytes
  const isWholeShown = view.bytes.some(
    (piece) => offset >= piece.offset && end <= piece.offset + lengthOf(piece.base64),
  )
  return (
    <div className="envelope-explained stack" aria-live="polite">
      <p>
        <strong>{field.field}</strong> · {field.standard} · {field.sentence}
      </p>
      <p className="mono">{field.asn1}</p>
      <p className="mono">
        offset {formatCount(offset)} · length {formatCount(totalBytes)} = header {headerBytes} +
        value {formatCount(totalBytes - headerBytes)}
        {isWholeShown ? "" : ` · continues to ${formatCount(end - 1)}, not all of it is shown`}
      </p>
      <Recipient field={field} view={view} />
      {field.openssl !== null && (
        <p className="command">
          <code>{field.openssl}</code>
          <CopyButton text={field.openssl} />
        </p>
      )}
    </div>
  )
}

/** Which certificate can open it here; the certificates' own screen tells the rest. */
function Recipient({ field, view }: ExplainedProps) {
  const recipient = recipientAt(view, field.offset)
  if (recipient === undefined) return null
  const { subject, isHeld, serialNumber } = recipient
  const filter = encodeURIComponent(subject ?? serialNumber ?? "")
  return (
    <p className="recipient">
      {subject ?? "A certificate"}, {recipientName(recipient)} <HeldMark isHeld={isHeld} />
      {isHeld !== null && <span>{isHeld ? "RCS holds its key" : "RCS does not hold its key"}</span>}
      <Link to={`${PATHS.certificates}?filter=${filter}`}>Certificate</Link>
    </p>
  )
}

/** Bytes that a text in base64 stands for. */
function lengthOf(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0)
}

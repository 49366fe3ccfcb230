import { useEffect, useRef } from "react"

interface HexViewProps {
  readonly bytes: Uint8Array
  /** Position of the first of these bytes in the envelope. */
  readonly from: number
  /** The selected value: first byte, and the one after its last. */
  readonly selection: { readonly from: number; readonly to: number }
  readonly onSelect: (byte: number) => void
}

const ROW_BYTES = 16

/** Bytes as hexadecimal and text; the selected value is outlined, a click selects its byte's value. */
export function HexView({ bytes, from, selection, onSelect }: HexViewProps) {
  const view = useRef<HTMLDivElement>(null)
  useEffect(() => {
    view.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest" })
  }, [selection.from, from])
  const first = Math.floor(from / ROW_BYTES) * ROW_BYTES
  const rows = Math.ceil((from + bytes.length - first) / ROW_BYTES)
  return (
    <div className="hex" ref={view} tabIndex={0} role="group" aria-label="Bytes of the envelope">
      {Array.from({ length: rows }, (_, row) => (
        <HexRow
          key={row}
          at={first + row * ROW_BYTES}
          byteAt={(place) => bytes[place - from]}
          selection={selection}
          onSelect={onSelect}
        />
      ))}
    </div>
  )
}

interface HexRowProps extends Pick<HexViewProps, "selection" | "onSelect"> {
  readonly at: number
  readonly byteAt: (place: number) => number | undefined
}

function HexRow({ at, byteAt, selection, onSelect }: HexRowProps) {
  const places = Array.from({ length: ROW_BYTES }, (_, column) => at + column)
  return (
    <div className="hex-row">
      <span className="hex-offset">{at.toString(16).padStart(8, "0")}</span>
      <span className="hex-bytes">
        {places.map((place) => {
          const byte = byteAt(place)
          const isSelected = place >= selection.from && place < selection.to
          return (
            <span
              key={place}
              className={isSelected ? "hex-byte is-selected" : "hex-byte"}
              data-byte={byte === undefined ? undefined : place}
              data-selected={isSelected ? "" : undefined}
              onClick={byte === undefined ? undefined : () => onSelect(place)}
            >
              {byte === undefined ? "  " : byte.toString(16).padStart(2, "0")}
            </span>
          )
        })}
      </span>
      <span className="hex-text" aria-hidden="true">
        {places.map((place) => printable(byteAt(place))).join("")}
      </span>
    </div>
  )
}

function printable(byte: number | undefined): string {
  if (byte === undefined) return " "
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."
}

import { memo, useEffect, useRef, type MouseEvent } from "react"

/** Bytes of the envelope, and the position of the first of them. */
export interface BytePiece {
  readonly bytes: Uint8Array
  readonly from: number
}

interface HexViewProps extends BytePiece {
  /** The selected value: first byte, and the one after its last. */
  readonly selection: { readonly from: number; readonly to: number }
  readonly onSelect: (byte: number) => void
}

const ROW_BYTES = 16

/**
 * Bytes as hexadecimal and text; the selected value is outlined in both. A click selects the
 * innermost value of a byte. By keyboard the tree leads to every value.
 */
export function HexView({ bytes, from, selection, onSelect }: HexViewProps) {
  const view = useRef<HTMLDivElement>(null)
  useEffect(() => {
    view.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest" })
  }, [selection.from, from])
  const first = Math.floor(from / ROW_BYTES) * ROW_BYTES
  const rows = Math.ceil((from + bytes.length - first) / ROW_BYTES)
  return (
    <div
      className="hex"
      ref={view}
      tabIndex={0}
      role="group"
      aria-label={`Bytes of the envelope from ${from}`}
      onClick={(event) => {
        const place = placeOf(event)
        if (place !== null && place >= from && place < from + bytes.length) onSelect(place)
      }}
    >
      {Array.from({ length: rows }, (_, row) => {
        const at = first + row * ROW_BYTES
        // Clipped, so that a row which the selection does not touch is not drawn again.
        const clip = (place: number): number => Math.max(at, Math.min(at + ROW_BYTES, place))
        return (
          <HexRow
            key={at}
            at={at}
            from={from}
            bytes={bytes}
            selectedFrom={clip(selection.from)}
            selectedTo={clip(selection.to)}
          />
        )
      })}
    </div>
  )
}

/** @returns the byte that was clicked, in hexadecimal or in the text beside it. */
function placeOf({ target, clientX }: MouseEvent): number | null {
  if (!(target instanceof HTMLElement)) return null
  const { byte } = target.dataset
  if (byte !== undefined) return Number(byte)
  const text = target.closest<HTMLElement>(".hex-text")
  if (text === null) return null
  const { left, width } = text.getBoundingClientRect()
  return Number(text.dataset["at"]) + Math.floor(((clientX - left) / width) * ROW_BYTES)
}

interface HexRowProps extends BytePiece {
  readonly at: number
  readonly selectedFrom: number
  readonly selectedTo: number
}

const HexRow = memo(function HexRow({ at, from, bytes, selectedFrom, selectedTo }: HexRowProps) {
  const places = Array.from({ length: ROW_BYTES }, (_, column) => at + column)
  const first = Math.max(selectedFrom, from)
  const end = Math.max(first, Math.min(selectedTo, from + bytes.length))
  const hex = (byte: number | undefined): string => byte?.toString(16).padStart(2, "0") ?? "  "
  const text = (one: number, other: number): string =>
    places
      .slice(one - at, other - at)
      .map((place) => printable(bytes[place - from]))
      .join("")
  return (
    <div className="hex-row">
      <span className="hex-offset">{at.toString(16).padStart(8, "0")}</span>
      <span className="hex-bytes">
        {places.map((place) => {
          const isThere = place >= from && place < from + bytes.length
          const isSelected = place >= first && place < end
          return (
            <span
              key={place}
              className={isSelected ? "hex-byte is-selected" : "hex-byte"}
              data-byte={isThere ? place : undefined}
              data-selected={isSelected ? "" : undefined}
            >
              {hex(bytes[place - from])}
            </span>
          )
        })}
      </span>
      {/* Three pieces, not sixteen: a page of single signs takes a browser seconds. */}
      <span className="hex-text" aria-hidden="true" data-at={at}>
        {text(at, first)}
        <mark data-from={first} data-to={end}>
          {text(first, end)}
        </mark>
        {text(end, at + ROW_BYTES)}
      </span>
    </div>
  )
})

function printable(byte: number | undefined): string {
  if (byte === undefined) return " "
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."
}

/** One RTP packet, RFC 3550 §5.1. */
export interface RtpPacket {
  readonly payloadType: number
  /** 16 bits. */
  readonly sequence: number
  /** 32 bits, in samples for G.711 (RFC 3551 §4.5.14). */
  readonly timestamp: number
  /** Who sends: one sender keeps one number for a whole call. */
  readonly ssrc: number
  readonly payload: Uint8Array
}

const VERSION = 2
const HEADER_BYTES = 12
const WORD_BYTES = 4
/** RFC 5761 §4: on a shared port the second byte of RTCP lies within these. */
const RTCP_FIRST = 192
const RTCP_LAST = 223
const RTCP_BYE = 203
const RTCP_HEADER_BYTES = 4

/** @returns `null` for whatever is no whole RTP packet with a payload. */
export function parseRtp(datagram: Uint8Array): RtpPacket | null {
  if (datagram.length < HEADER_BYTES) return null
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  const first = view.getUint8(0)
  if (first >> 6 !== VERSION) return null
  const from = payloadStart(view, first)
  const to = payloadEnd(view, first)
  if (from === null || to <= from) return null
  return {
    payloadType: view.getUint8(1) & 0x7f,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: datagram.subarray(from, to),
  }
}

/** @returns true for a control packet that came to the port of the sound. */
export function isRtcp(datagram: Uint8Array): boolean {
  const type = datagram[1] ?? 0
  const isOurVersion = (datagram[0] ?? 0) >> 6 === VERSION
  return (
    datagram.length >= RTCP_HEADER_BYTES && isOurVersion && type >= RTCP_FIRST && type <= RTCP_LAST
  )
}

/**
 * @returns true when one packet of the compound says BYE for this sender (RFC 3550 §6.6): a BYE
 * never comes alone, a report stands before it (§6.1).
 */
export function isByeOf(ssrc: number, datagram: Uint8Array): boolean {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  let at = 0
  while (at + RTCP_HEADER_BYTES <= view.byteLength) {
    const length = (view.getUint16(at + 2) + 1) * WORD_BYTES
    if (at + length > view.byteLength) return false
    if (view.getUint8(at + 1) === RTCP_BYE && leaves(view, { at, ssrc, length })) return true
    at += length
  }
  return false
}

function leaves(
  view: DataView,
  { at, ssrc, length }: { readonly at: number; readonly ssrc: number; readonly length: number },
): boolean {
  const count = view.getUint8(at) & 0x1f
  for (let index = 0; index < count; index += 1) {
    const place = RTCP_HEADER_BYTES + index * WORD_BYTES
    if (place + WORD_BYTES <= length && view.getUint32(at + place) === ssrc) return true
  }
  return false
}

/** Behind the header come contributing sources, and an extension when the X bit says so. */
function payloadStart(view: DataView, first: number): number | null {
  const sources = first & 0x0f
  const start = HEADER_BYTES + sources * WORD_BYTES
  if ((first & 0x10) === 0) return start
  if (start + WORD_BYTES > view.byteLength) return null
  return start + WORD_BYTES + view.getUint16(start + 2) * WORD_BYTES
}

/** With the P bit the last byte counts the padding, itself included. */
function payloadEnd(view: DataView, first: number): number {
  if ((first & 0x20) === 0) return view.byteLength
  const padding = view.getUint8(view.byteLength - 1)
  return padding === 0 ? 0 : view.byteLength - padding
}

import { randomFillSync } from "node:crypto"

/** The place in a trace that work is done for: W3C Trace Context Level 2, §2.2 and §3. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string
  /** 16 of them; called parent-id in the header, because it is the receiver's parent. */
  readonly spanId: string
  /** Bit 0: sampled. Bit 1: the trace id is random. */
  readonly flags: number
}

const SAMPLED = 0x01
const RANDOM = 0x02
/** §3.2.2.5: bits that are not known are set to zero when they are sent on. */
const KNOWN_FLAGS = SAMPLED | RANDOM

const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8
const HEADER = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ONLY_ZEROS = /^0+$/

/**
 * Reads a `traceparent`. A version above 00 is read as far as it is like 00 (§4.3).
 *
 * @returns `null` when there is none, or none that may be used (§3.2.2): whoever receives it begins
 * a trace of its own.
 */
export function parseTraceparent(value: unknown): TraceContext | null {
  const fields = typeof value === "string" ? HEADER.exec(value) : null
  if (fields === null) return null
  const [, version, traceId = "", spanId = "", flags = "", more] = fields
  if (version === "ff" || (version === "00" && more !== undefined)) return null
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId)) return null
  return { traceId, spanId, flags: Number.parseInt(flags, 16) & KNOWN_FLAGS }
}

/** @returns the `traceparent` that says `context`, in version 00. */
export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags.toString(16).padStart(2, "0")}`
}

/** @returns whether somebody upstream wants the spans of this trace kept. */
export function isSampled({ flags }: TraceContext): boolean {
  return (flags & SAMPLED) !== 0
}

/** @returns the next hop of a trace, or the first one of a new trace without a parent. */
export function nextHop(parent: TraceContext | null): TraceContext {
  const spanId = randomId(SPAN_ID_BYTES)
  if (parent !== null) return { traceId: parent.traceId, spanId, flags: parent.flags }
  return { traceId: randomId(TRACE_ID_BYTES), spanId, flags: SAMPLED | RANDOM }
}

const POOL_BYTES = 4_096
const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

/**
 * An id is no secret and need not be repeatable: a seeded one would be the same in every process.
 * Taken from a pool, because asking for a few bytes costs as much as asking for thousands.
 */
function randomId(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  const id = pool.toString("hex", used, used + bytes)
  used += bytes
  return ONLY_ZEROS.test(id) ? randomId(bytes) : id
}

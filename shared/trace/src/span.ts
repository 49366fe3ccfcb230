import { AsyncLocalStorage } from "node:async_hooks"
import { toGirError } from "@gir/errors"
import { systemClock } from "@gir/sim"
import { formatTraceparent, nextHop, type TraceContext } from "./trace-context.ts"

export type SpanKind = "internal" | "server" | "client" | "producer" | "consumer"
/** Names of the OpenTelemetry semantic conventions where they have one; values are no secrets. */
export type SpanAttributes = Readonly<Record<string, string | number>>

/** A piece of work that is over. */
export interface FinishedSpan extends TraceContext {
  /** Null for the first span of a trace. */
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: SpanKind
  /** By the machine, whatever date a node's clock is made to show: hops of several nodes are one line. */
  readonly startMs: number
  readonly durationMs: number
  readonly attributes: SpanAttributes
  /** Code of what it failed with; null when it did not fail. */
  readonly failure: string | null
}

/** Takes the finished spans of one node; never throws, never waits. */
export type SpanSink = (span: FinishedSpan) => void

export interface SpanOptions {
  readonly name: string
  readonly kind?: SpanKind
  readonly attributes?: SpanAttributes
  /** Null begins a trace; default is the span in which this one begins. */
  readonly parent?: TraceContext | null
  /** Default is that of the span in which this one begins. */
  readonly sink?: SpanSink | undefined
}

export interface SpanEnd {
  /** Added to those that it began with. */
  readonly attributes?: SpanAttributes
  readonly failure?: string | null
}

/** A piece of work that is going on. */
export interface Span extends TraceContext {
  /** What `work` begins, and waits for, belongs to this span. */
  run<T>(work: () => T): T
  /** Tells the sink; a second call does nothing. */
  end(how?: SpanEnd): void
}

interface Current {
  readonly span: TraceContext
  readonly sink: SpanSink | undefined
}

const current = new AsyncLocalStorage<Current>()

/** @returns where in a trace this code runs, or `null` outside of any. */
export function currentTrace(): TraceContext | null {
  return current.getStore()?.span ?? null
}

/** @returns the header that takes the trace to another process; nothing outside of any trace. */
export function traceHeaders(): { readonly traceparent?: string } {
  const context = currentTrace()
  return context === null ? {} : { traceparent: formatTraceparent(context) }
}

/** Begins a span that somebody ends; {@link inSpan} is for work that is one promise. */
export function beginSpan(options: SpanOptions): Span {
  const around = current.getStore()
  const parent = options.parent === undefined ? (around?.span ?? null) : options.parent
  const sink = options.sink ?? around?.sink
  const context = nextHop(parent)
  const startMs = systemClock.machineMs()
  const beganMs = systemClock.monotonicMs()
  let isOpen = true
  return {
    ...context,
    run: (work) => current.run({ span: context, sink }, work),
    end: ({ attributes, failure = null } = {}) => {
      if (!isOpen) return
      isOpen = false
      sink?.({
        ...context,
        parentSpanId: parent?.spanId ?? null,
        name: options.name,
        kind: options.kind ?? "internal",
        startMs,
        durationMs: systemClock.monotonicMs() - beganMs,
        attributes: { ...options.attributes, ...attributes },
        failure,
      })
    },
  }
}

/** Does `work` in a span of its own, which ends with it, and fails with its code. */
export async function inSpan<T>(options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(options)
  try {
    const result = await span.run(work)
    span.end()
    return result
  } catch (error) {
    span.end({ failure: failureOf(error) })
    throw error
  }
}

/** @returns the code to end a span with; never the message, which may tell more than a code. */
export function failureOf(error: unknown): string {
  return toGirError(error).code
}

/** Does what belongs to nobody's trace, such as sending the spans themselves. */
export function outsideTraces<T>(work: () => T): T {
  return current.exit(work)
}

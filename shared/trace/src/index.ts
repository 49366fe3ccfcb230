export { otlpTraces, type OtlpSpan, type OtlpTraces } from "./otlp-traces.ts"
export { recordingSpan } from "./recording-span.ts"
export {
  beginSpan,
  currentTrace,
  failureOf,
  inSpan,
  outsideTraces,
  traceHeaders,
  type FinishedSpan,
  type Span,
  type SpanAttributes,
  type SpanSink,
} from "./span.ts"
export {
  formatTraceparent,
  isSampled,
  parseTraceparent,
  type TraceContext,
} from "./trace-context.ts"

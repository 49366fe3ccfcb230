import { setImmediate as turn } from "node:timers/promises"
import { GirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import {
  beginSpan,
  currentTrace,
  inSpan,
  otlpTraces,
  outsideTraces,
  parseTraceparent,
  recordingSpan,
  traceHeaders,
  type FinishedSpan,
} from "../src/index.ts"

const remote = parseTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")

function collected(): { spans: FinishedSpan[]; sink: (span: FinishedSpan) => void } {
  const spans: FinishedSpan[] = []
  return { spans, sink: (span) => void spans.push(span) }
}

describe("a span", () => {
  it("is a hop below the one in which it begins, and tells the same sink", async () => {
    const { spans, sink } = collected()
    await inSpan({ name: "outer", parent: remote, sink }, async () => {
      await turn()
      await inSpan({ name: "inner" }, () => turn())
    })
    const [inner, outer] = spans
    expect(spans.map(({ name }) => name)).toEqual(["inner", "outer"])
    expect(inner).toMatchObject({ traceId: remote?.traceId, parentSpanId: outer?.spanId, flags: 0 })
    expect(outer?.parentSpanId).toBe(remote?.spanId)
    expect(new Set([inner?.spanId, outer?.spanId, remote?.spanId]).size).toBe(3)
  })

  it("without a parent begins a trace that is sampled and random", async () => {
    const { spans, sink } = collected()
    const headers = await inSpan({ name: "root", parent: null, sink }, async () => traceHeaders())
    const [root] = spans
    expect(root).toMatchObject({ parentSpanId: null, flags: 3, failure: null })
    expect(headers.traceparent).toBe(`00-${root?.traceId}-${root?.spanId}-03`)
    expect(currentTrace()).toBeNull()
    expect(traceHeaders()).toEqual({})
  })

  it("that fails tells the code and never the message, and lets the error through", async () => {
    const { spans, sink } = collected()
    const error = new GirError("ERR_CONFLICT", "the password was hunter2")
    const work = inSpan({ name: "work", sink }, () => Promise.reject(error))
    await expect(work).rejects.toBe(error)
    expect(spans).toMatchObject([{ failure: "ERR_CONFLICT" }])
    expect(JSON.stringify(spans)).not.toContain("hunter2")
  })

  it("ends once, and is not left for what belongs to nobody", () => {
    const { spans, sink } = collected()
    const span = beginSpan({ name: "work", sink })
    span.run(() => outsideTraces(() => expect(currentTrace()).toBeNull()))
    span.end({ attributes: { status: 200 } })
    span.end({ failure: "late" })
    expect(spans).toMatchObject([{ failure: null, attributes: { status: 200 } }])
  })
})

it("is written as OTLP wants it: ids in hex, nanoseconds as text", () => {
  const { name, attributes } = recordingSpan("decrypt", { recordingId: "AB", kind: "mux" })
  const work = { name, kind: "consumer", attributes: { ...attributes, try: 2 } } as const
  const ids = { traceId: "a".repeat(32), spanId: "b".repeat(16), parentSpanId: null, flags: 3 }
  const times = { startMs: 1_900_000_000_123, durationMs: 1.5 }
  const document = otlpTraces([{ ...ids, ...times, ...work, failure: "ERR_CONFLICT" }], {
    "service.name": "rcs-1",
  })
  const { parentSpanId: _none, ...written } = ids
  expect(document.resourceSpans).toEqual([
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "rcs-1" } }] },
      scopeSpans: [
        {
          scope: { name: "gir" },
          spans: [
            {
              ...written,
              name: "decrypt recording",
              kind: 5,
              startTimeUnixNano: "1900000000123000000",
              endTimeUnixNano: "1900000000124500000",
              attributes: [
                { key: "gir.recording.id", value: { stringValue: "AB" } },
                { key: "gir.media.kind", value: { stringValue: "mux" } },
                { key: "try", value: { intValue: "2" } },
                { key: "error.type", value: { stringValue: "ERR_CONFLICT" } },
              ],
              status: { code: 2 },
            },
          ],
        },
      ],
    },
  ])
})

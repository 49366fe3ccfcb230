import { expect, it } from "vitest"
import type { Reading } from "./service-watch.ts"
import { judgeSoak, soakPlots } from "./soak-verdict.ts"

const SECONDS = 1_800
const SETTLE_SECONDS = 300

interface Course {
  readonly service: string
  readonly residentMiB: (second: number) => number
  readonly openFiles?: (second: number) => number
}

function readings(...courses: readonly Course[]): readonly Reading[] {
  return courses.flatMap(({ service, residentMiB, openFiles = () => 20 }) =>
    Array.from({ length: SECONDS / 5 }, (_, index) => {
      const second = index * 5
      const memory = residentMiB(second)
      return { second, service, residentMiB: memory, peakMiB: memory, openFiles: openFiles(second) }
    }),
  )
}

const judged = (...courses: readonly Course[]) =>
  judgeSoak(readings(...courses), { settleSeconds: SETTLE_SECONDS, seconds: SECONDS })

it("judges each service by itself, and not by how it started", () => {
  const { services } = judged(
    // Fills its caches in the first five minutes, and then stays.
    { service: "rcs", residentMiB: (second) => 100 + Math.min(second, SETTLE_SECONDS) / 5 },
    { service: "mcp", residentMiB: (second) => 100 + second / 100 },
  )
  expect(services["rcs"]).toMatchObject({ isFlat: true, firstMiB: 160, lastMiB: 160 })
  expect(services["mcp"]).toMatchObject({ isFlat: false, memory: { verdict: "grows" } })
  expect(services["mcp"]?.memory?.perHour).toBeCloseTo(36, 0)
})

it("takes file descriptors that are never closed for growth as well", () => {
  const { services } = judged({
    service: "rws",
    residentMiB: () => 90,
    openFiles: (second) => 20 + Math.floor(second / 60),
  })
  expect(services["rws"]).toMatchObject({
    isFlat: false,
    memory: { verdict: "flat" },
    openFiles: { verdict: "grows" },
  })
})

it("tells what still settles from a leak by the second half", () => {
  const { services } = judged({
    service: "gax",
    residentMiB: (second) => 150 - 50 * Math.exp(-second / 200),
  })
  const { memory, memoryLater } = services["gax"] ?? {}
  expect(memory?.perHour).toBeGreaterThan(4 * (memoryLater?.perHour ?? Number.NaN))
})

it("does not call a soak flat that was too short to show anything", () => {
  const short = judgeSoak(
    readings({ service: "mcp", residentMiB: () => 90 }).filter(({ second }) => second < 30),
    { settleSeconds: 0, seconds: 30 },
  )
  expect(short.services["mcp"]).toMatchObject({ isFlat: false, memory: null })
  const { findings } = soakPlots([], short)
  expect(findings).toEqual(["mcp: too short to say"])
})

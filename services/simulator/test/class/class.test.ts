import type { LabBench } from "@gir/contracts"
import { manualClock } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { tmpdir } from "node:os"
import { checkMachine } from "../../src/class/check-machine.ts"
import { seatCode } from "../../src/class/seat-code.ts"
import { watchProgress } from "../../src/class/seat-progress.ts"

const BENCH = {
  starting: null,
  canStart: true,
  lab: {
    lab: "rotate",
    number: 3,
    title: "Rotate with nothing lost",
    goal: "",
    proves: "",
    seed: 1,
    found: "",
    tasks: [
      { name: "deploy", text: "Deploy B", guide: null, status: "held", hintsTaken: 2, hints: [] },
      { name: "keep", text: "Keep A", guide: null, status: "broken", hintsTaken: 1, hints: [] },
    ],
    isSolved: false,
    why: null,
    report: null,
    actions: 4,
    resets: 0,
    resetMs: 0,
    startedAt: "2026-01-01T00:00:00.000Z",
  },
} satisfies LabBench

describe("a seat's code", () => {
  it("is read from a wall without a doubt, and is no other's", () => {
    const codes = Array.from({ length: 500 }, seatCode)
    for (const code of codes) expect(code).toMatch(/^(?:[2-9a-hjkmnp-z]{4}-){2}[2-9a-hjkmnp-z]{4}$/)
    expect(new Set(codes).size).toBe(codes.length)
  })
})

describe("a student's progress", () => {
  it("counts the time at a task from the moment at which it became the first open one", () => {
    let bench: LabBench = BENCH
    const clock = manualClock(new Date(BENCH.lab.startedAt))
    const { progress } = watchProgress(() => bench, clock)
    clock.advance(30_000)
    expect(progress()).toMatchObject({ task: "Keep A", secondsAtTask: 0, secondsAtLab: 30 })
    clock.advance(45_000)
    expect(progress()).toMatchObject({ tasksDone: 1, secondsAtTask: 45, hintsTaken: 3 })
    const tasks = BENCH.lab.tasks.map((task) => ({ ...task, status: "held" as const }))
    bench = { ...BENCH, lab: { ...BENCH.lab, tasks, isSolved: true } }
    expect(progress()).toMatchObject({ task: null, isSolved: true, secondsAtTask: 0 })
    bench = { lab: null, starting: "incident", canStart: true }
    expect(progress()).toMatchObject({ lab: null, starting: "incident", tasks: [] })
  })
})

describe("the machine of a class", () => {
  it("is refused before anything starts, when it has no room or no such address", async () => {
    const check = (students: number, host: string) => checkMachine(tmpdir(), { students, host })
    await expect(check(1_000_000, "127.0.0.1")).rejects.toThrow(
      expect.objectContaining({
        code: "ERR_STORAGE_FULL",
        next: expect.stringContaining("--state"),
      }),
    )
    await expect(check(1, "0.0.0.0")).rejects.toThrow(/no IPv4 address of this machine/)
    await expect(check(1, "127.0.0.1")).resolves.toBeUndefined()
  })
})

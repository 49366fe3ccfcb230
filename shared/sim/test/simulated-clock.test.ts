import { describe, expect, it } from "vitest"
import { manualClock, simulatedClock, type SimulatedClock } from "../src/index.ts"

const START = new Date("2026-11-01T10:00:00.000Z")
const SECOND = 1_000

function clocks() {
  const machine = manualClock(START)
  return { machine, clock: simulatedClock(machine) }
}

describe("a simulated clock", () => {
  it("shows the machine's time until it is told otherwise, and again after a reset", () => {
    const { machine, clock } = clocks()
    clock.skew(-10 * SECOND)
    clock.reset()
    machine.advance(SECOND)
    expect(clock.now()).toEqual(machine.now())
    expect(clock.state()).toEqual({ mode: "system" })
  })

  it("runs on from the date that it is set to", () => {
    const { machine, clock } = clocks()
    clock.set(new Date("2036-11-01T10:00:00.000Z"))
    machine.advance(SECOND)
    expect(clock.now().toISOString()).toBe("2036-11-01T10:00:01.000Z")
  })

  it("keeps its distance from a machine whose date changes", () => {
    const { machine, clock } = clocks()
    clock.skew(-600 * SECOND)
    machine.set(new Date("2030-01-01T00:10:00.000Z"))
    expect(clock.now().toISOString()).toBe("2030-01-01T00:00:00.000Z")
    expect(clock.skewMs()).toBe(-600 * SECOND)
  })

  it("stands still while it is frozen, except when it is advanced", () => {
    const { machine, clock } = clocks()
    clock.freeze()
    machine.advance(SECOND)
    clock.advance(60 * SECOND)
    machine.advance(SECOND)
    expect(clock.now().toISOString()).toBe("2026-11-01T10:01:00.000Z")
    expect(clock.state().mode).toBe("frozen")
  })

  it("stands still at exactly the date that it is given, however long that takes", () => {
    const { machine } = clocks()
    const ticking = { ...machine, now: () => (machine.advance(1), machine.now()) }
    const clock = simulatedClock(ticking)
    const date = new Date("2036-11-01T10:00:00.000Z")
    clock.freeze(date)
    expect(clock.now()).toEqual(date)
  })

  it("never touches the time that time-outs go by", () => {
    const { machine, clock } = clocks()
    clock.set(new Date("2036-11-01T10:00:00.000Z"))
    clock.freeze()
    machine.advance(SECOND)
    expect(clock.monotonicMs()).toBe(machine.monotonicMs())
    expect(clock.machineMs()).toBe(START.getTime() + SECOND)
  })

  it("goes on after a restart as it was", () => {
    const { machine, clock } = clocks()
    clock.skew(86_400 * SECOND)
    expect(simulatedClock(machine, clock.state()).now()).toEqual(clock.now())
    clock.freeze()
    machine.advance(SECOND)
    expect(simulatedClock(machine, clock.state()).now()).toEqual(clock.now())
  })

  it.each([
    ["a date after the year 9999", (clock: SimulatedClock) => clock.skew(3e14)],
    ["a date before 1970", (clock: SimulatedClock) => clock.advance(-3e12)],
    ["no date at all", (clock: SimulatedClock) => clock.set(new Date("2026-13-01"))],
  ] as const)("refuses %s and stays as it is", (_name, change) => {
    const { clock } = clocks()
    expect(() => change(clock)).toThrow(expect.objectContaining({ code: "ERR_SIM_CLOCK" }))
    expect(clock.now()).toEqual(START)
  })
})

import { describe, expect, it, vi } from "vitest"
import {
  crashIfStruck,
  FAULTS,
  noFaults,
  openFaults,
  seededRandom,
  type FaultName,
} from "../src/index.ts"

const SEED = 20_260_101
const DUPLICATE = "queue.duplicate-delivery"
const SUBJECTS = Array.from({ length: 4_000 }, (_, at) => `record-call ${at}`)

const struck = (seed: number, subjects: readonly string[] = SUBJECTS) => {
  const faults = openFaults({ seed })
  for (const subject of subjects) faults.fires(DUPLICATE, subject)
  return faults.history()
}

describe("faults", () => {
  it("strike the share of subjects that their probability says", () => {
    expect(struck(SEED).length / SUBJECTS.length).toBeGreaterThan(0.04)
    expect(struck(SEED).length / SUBJECTS.length).toBeLessThan(0.06)
  })

  it("strike the same subjects for the same seed, in whatever order they are asked", () => {
    const random = seededRandom(1)
    const shuffled = SUBJECTS.toSorted(() => random.next() - 0.5)
    expect(struck(SEED, shuffled)).toEqual(struck(SEED))
    expect(struck(SEED + 1)).not.toEqual(struck(SEED))
  })

  it("deliver twice by default, and do nothing else", () => {
    const on = openFaults({ seed: SEED }).list()
    expect(on.map(({ name, probability }) => [name, probability])).toEqual([[DUPLICATE, 0.05]])
  })

  it("stand in the history once for each subject, with their attributes", () => {
    const faults = openFaults({ seed: SEED, remembered: [] })
    faults.add({ name: "rws.slow-answer", attributes: { delayMs: 20 } })
    expect(faults.fires("rws.slow-answer", "GET /b")).toMatchObject({ delayMs: 20 })
    faults.fires("rws.slow-answer", "GET /a")
    faults.fires("rws.slow-answer", "GET /b")
    expect(faults.history().map(({ subject }) => subject)).toEqual(["GET /a", "GET /b"])
    expect(faults.history()[0]?.attributes).toEqual({ times: 0, delayMs: 20 })
  })

  it("strike only subjects that contain the text which was asked for", () => {
    const faults = openFaults({ seed: SEED })
    faults.add({ name: "rcs.wrong-plaintext", subject: "B" })
    expect(faults.fires("rcs.wrong-plaintext", "A-call")).toBeNull()
    expect(faults.fires("rcs.wrong-plaintext", "B-call")).not.toBeNull()
  })

  it("strike one subject as often as they are told, also across a restart", () => {
    const events: Parameters<NonNullable<Parameters<typeof openFaults>[0]["onEvent"]>>[0][] = []
    const crash = { name: "muxer.crash", attributes: { times: 2 } }
    const open = () =>
      openFaults({
        seed: SEED,
        remembered: [crash],
        earlier: [...events],
        onEvent: (event) => events.push(event),
      })
    const fires = () => open().fires("muxer.crash", "R1") !== null
    expect([fires(), fires(), fires(), fires()]).toEqual([true, true, false, false])
  })

  it("are put on, taken off and reset by name", () => {
    const faults = openFaults({ seed: SEED })
    faults.add({ name: "storage.full", probability: 0.5 })
    faults.add({ name: "storage.full", probability: 0.25 })
    expect(faults.list().map(({ probability }) => probability)).toEqual([0.05, 0.25])
    expect([faults.remove(DUPLICATE), faults.remove(DUPLICATE)]).toEqual([true, false])
    faults.reset()
    expect(faults.list().map(({ name }) => name)).toEqual([DUPLICATE])
  })

  it.each([
    ["an unknown name", { name: "rcs.on-fire" }, "ERR_SIM_FAULT_UNKNOWN"],
    ["a probability of two", { name: "storage.full", probability: 2 }, "ERR_SIM_FAULT_ATTRIBUTE"],
    [
      "an attribute of another fault",
      { name: "storage.full", attributes: { delayMs: 1 } },
      "ERR_SIM_FAULT_ATTRIBUTE",
    ],
    [
      "a delay of an hour",
      { name: "rws.slow-answer", attributes: { delayMs: 3_600_000 } },
      "ERR_SIM_FAULT_ATTRIBUTE",
    ],
  ])("refuse %s", (_name, fault, code) => {
    const faults = openFaults({ seed: SEED })
    expect(() => faults.add(fault)).toThrow(expect.objectContaining({ code }))
    expect(faults.list()).toHaveLength(1)
  })

  it("end the process that they crash, and no other one", () => {
    const end = vi.fn<() => void>()
    const crash = { name: "muxer.crash" as FaultName, subject: "R1" }
    const faults = openFaults({ seed: SEED, remembered: [{ name: "muxer.crash", subject: "R1" }] })
    crashIfStruck(noFaults, crash, end)
    crashIfStruck(faults, { ...crash, subject: "R2" }, end)
    expect(end).not.toHaveBeenCalled()
    crashIfStruck(faults, crash, end)
    expect(end).toHaveBeenCalledOnce()
  })

  it("have a name and an explanation of their own each", () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length)
    for (const fault of FAULTS) expect(fault.name, fault.means).toMatch(/^[a-z-]+\.[a-z-]+$/)
  })
})

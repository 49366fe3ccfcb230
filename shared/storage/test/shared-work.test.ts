import { expect, it } from "vitest"
import { sharedWork } from "../src/file/shared-work.ts"

it("begins anew for whoever asks while a run is under way, once for all of them", async () => {
  const ends: (() => void)[] = []
  const work = sharedWork(() => new Promise((resolve) => ends.push(resolve)))
  const first = work()
  await Promise.resolve()
  const [second, third] = [work(), work()]
  expect(ends).toHaveLength(1)
  ends[0]?.()
  await first
  await Promise.resolve()
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await Promise.all([second, third])
})

it("fails for those who share the run that fails, and for nobody else", async () => {
  let runs = 0
  const work = sharedWork(async () => {
    runs += 1
    if (runs === 1) throw new Error("the disk is away")
  })
  await expect(Promise.all([work(), work()])).rejects.toThrow("the disk is away")
  await expect(work()).resolves.toBeUndefined()
})

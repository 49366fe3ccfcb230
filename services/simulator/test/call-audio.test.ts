import { seededRandom } from "@gir/sim"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { writeCallAudio } from "../src/scenario/world/call-audio.ts"
import { newRecordingId } from "../src/traffic/recording-id.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-audio-"))
})
afterAll(() => rm(folder, { recursive: true }))

it("gives every call a sound of its own, and the same call the same one", async () => {
  const random = seededRandom(7)
  const ids = Array.from({ length: 100 }, () => newRecordingId(random))
  const draw = () => Promise.all(ids.map((id) => writeCallAudio(folder, id, 1_000)))
  const first = await draw()
  expect(new Set(first.map(({ original }) => original.sha256)).size).toBe(100)
  expect(await draw()).toEqual(first)
})

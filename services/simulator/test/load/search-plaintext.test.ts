import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { searchPlaintext } from "../../src/load/run/search-plaintext.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-search-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it("finds a canary wherever it lies, also across what is read at once, but not where it may be", async () => {
  const canary = Buffer.from("the sound of a call")
  const far = Buffer.alloc(1_048_576 - 7)
  await mkdir(join(folder, "calls"))
  await mkdir(join(folder, "storage"))
  await writeFile(join(folder, "calls", "call.wav"), canary)
  await writeFile(join(folder, "storage", "sealed"), far)
  await writeFile(join(folder, "storage", "half-written"), Buffer.concat([far, canary]))
  const canaries = [canary, Buffer.from("the sound of another")]
  const except = join(folder, "calls")
  expect(await searchPlaintext({ folder, except, canaries })).toEqual({
    files: 2,
    found: [join("storage", "half-written")],
  })
})

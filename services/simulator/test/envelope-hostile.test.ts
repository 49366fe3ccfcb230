import { seededRandom, type Random } from "@gir/sim"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openWorkbench, type Workbench } from "./envelope-workbench.ts"

const MUTATIONS = 300
const SLOWEST_MS = 1_000
const SEED = 20_260_101

let bench: Workbench

beforeAll(async () => {
  bench = await openWorkbench()
  await bench.write("clear", Buffer.alloc(4_000, "recorded "))
})
afterAll(() => bench.remove())

/** One change that an attacker or a bad disk might make. */
function mutate(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original)
  // The header is where a parser can be hurt.
  const reach = random.next() < 0.8 ? Math.min(600, bytes.length) : bytes.length
  const at = random.integer(0, reach - 1)
  switch (random.integer(0, 4)) {
    case 0:
      bytes[at]! ^= 1 << random.integer(0, 7)
      return bytes
    case 1:
      return bytes.subarray(0, at)
    case 2:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.of(random.integer(0, 255)),
        bytes.subarray(at),
      ])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.integer(1, 40))])
    default:
      bytes.fill(random.next() < 0.5 ? 0xff : 0x80, at, at + random.integer(1, 8))
      return bytes
  }
}

describe.each([
  ["classic with digests", "--profile classic --digests d", "--digests d --policy strict"],
  ["modern", "--profile modern", ""],
  ["PEM", "--profile modern --outform pem", "--policy strict"],
])("a changed envelope: %s", (_name, encryptOptions, decryptOptions) => {
  it(`is refused ${MUTATIONS} times with one code and no file (seed ${SEED})`, async () => {
    const encrypt = `envelope encrypt --cert A.pem ${encryptOptions} --in clear --out e --force`
    expect((await bench.gir(encrypt)).exitCode).toBe(0)
    const original = await bench.read("e")
    const random = seededRandom(SEED)
    for (let count = 0; count < MUTATIONS; count += 1) {
      const mutated = mutate(original, random)
      if (isSameEnvelope(mutated, original)) continue
      await bench.write("m", mutated)
      const start = performance.now()
      const line = `envelope decrypt --key A.key ${decryptOptions} --in m --out o`.replace(
        "  ",
        " ",
      )
      const result = await bench.gir(line)
      const why = `mutation ${count}: ${result.err}`
      // A few changes mean nothing: a recipient's name when the key is tried without one, or text
      // around PEM. Then the content must be what it was.
      if (result.exitCode === 0)
        expect(await opened(), why).toBe("recorded ".repeat(500).slice(0, 4_000))
      else expect([1, 2], why).toContain(result.exitCode)
      expect(result.code === null, why).toBe(result.exitCode === 0)
      expect(result.code, why).not.toBe("ERR_INTERNAL")
      expect(performance.now() - start, why).toBeLessThan(SLOWEST_MS)
      expect(
        (await bench.made()).filter((name) => name !== "d" && name !== "e"),
        why,
      ).toEqual([])
    }
  })

  it("can be inspected as far as it goes, whatever it is", async () => {
    await bench.gir(`envelope encrypt --cert A.pem ${encryptOptions} --in clear --out e --force`)
    const original = await bench.read("e")
    const random = seededRandom(SEED + 1)
    for (let count = 0; count < MUTATIONS; count += 1) {
      await bench.write("m", mutate(original, random))
      const result = await bench.gir("envelope inspect m --json")
      expect([0, 1, 2], `mutation ${count}`).toContain(result.exitCode)
      expect(result.code, `mutation ${count}`).not.toBe("ERR_INTERNAL")
      expect(() => JSON.parse(result.out) as unknown, `mutation ${count}`).not.toThrow()
    }
  })
})

async function opened(): Promise<string> {
  const text = (await bench.read("o")).toString("latin1")
  await rm(join(bench.folder, "o"))
  return text
}

function isSameEnvelope(a: Buffer, b: Buffer): boolean {
  return a.equals(b)
}

import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import { privateExponentDigest } from "../src/implicit-rejection.ts"
import { unwrapCek, type UnwrapRequest } from "../src/unwrap-cek.ts"
import { wrapRaw } from "./build-envelope.ts"
import { holder, type Holder } from "./certificates.ts"
import { randomFrom } from "./mutations.ts"

/** Long mode: GIR_TIMING=20000 takes that many samples of each class; about a minute and a half. */
const SAMPLES = Number(process.env["GIR_TIMING"] ?? 0)
/** Beyond this a difference of the means is no accident (as in dudect, 99.999 %). */
const MAX_T = 4.5
/** Several wrapped keys for each class: one number could be special to the RSA operation. */
const KEYS_PER_CLASS = 64
const CEK_BYTES = 32
const MODULUS_BYTES = 256

type Spoil = (block: Buffer) => void
const CLASSES: Readonly<Record<string, Spoil>> = {
  "another first octet": (block) => (block[0] = 1),
  "another block type": (block) => (block[1] = 1),
  "a zero at the start of the padding": (block) => (block[2] = 0),
  "a zero at the eighth octet of the padding": (block) => (block[9] = 0),
  "no separator": (block) => (block[MODULUS_BYTES - CEK_BYTES - 1] = 1),
  "a shorter CEK": (block) => (block[MODULUS_BYTES - 17] = 0),
  "a longer CEK": (block) => (block[MODULUS_BYTES - CEK_BYTES - 2] = 0),
  "no CEK at all": (block) => block.fill(1, 2).fill(0, MODULUS_BYTES - 1),
}

describe("Welch's t", () => {
  it("is the difference of the means over its standard error", () => {
    // Means 2 and 4, variances 1 and 4: -2 / sqrt(1/3 + 4/3).
    expect(welchT([1, 2, 3], [2, 4, 6])).toBeCloseTo(-1.549, 3)
    expect(welchT([1, 2, 3], [1, 2, 3])).toBe(0)
  })
})

describe("a wrapped key that does not open", () => {
  let requests: Readonly<Record<string, readonly UnwrapRequest[]>>
  beforeAll(async () => {
    requests = requestsOf(await holder("A"))
  })

  it("opens to a CEK of the right length in every class", () => {
    for (const request of Object.values(requests).flat()) {
      expect(unwrapCek(request)).toHaveLength(CEK_BYTES)
    }
  })

  if (SAMPLES > 0) {
    it("takes the same time in every class", { timeout: 3_600_000 }, () => {
      const times = measure(requests)
      const [first = "", ...others] = Object.keys(times)
      const slow = others.map((name) => [name, welchT(times[first]!, times[name]!)] as const)
      console.info(Object.fromEntries(slow.map(([name, t]) => [name, t.toFixed(2)])))
      expect(slow.filter(([, t]) => Math.abs(t) >= MAX_T)).toEqual([])
    })
  }
})

function requestsOf({
  certificate,
  keyPair,
}: Holder): Readonly<Record<string, readonly UnwrapRequest[]>> {
  const { privateKey } = keyPair
  const exponentDigest = privateExponentDigest(privateKey)
  const requestFor = (spoil: Spoil): UnwrapRequest => {
    const padding = randomBytes(MODULUS_BYTES - 3 - CEK_BYTES).map((octet) => octet | 1)
    const cek = randomBytes(CEK_BYTES).map((octet) => octet | 1)
    const block = Buffer.concat([Buffer.of(0, 2), padding, Buffer.of(0), cek])
    spoil(block)
    const encryptedKey = wrapRaw(certificate.publicKey, block)
    const algorithm = { kind: "pkcs1" } as const
    return {
      privateKey,
      exponentDigest,
      algorithm,
      encryptedKey,
      cekBytes: CEK_BYTES,
      rejection: "implicit",
    }
  }
  return Object.fromEntries(
    Object.entries(CLASSES).map(([name, spoil]) => [
      name,
      Array.from({ length: KEYS_PER_CLASS }, () => requestFor(spoil)),
    ]),
  )
}

/** Takes the classes in random order, so that whatever else the machine does meets all of them. */
function measure(
  requests: Readonly<Record<string, readonly UnwrapRequest[]>>,
): Record<string, number[]> {
  const names = Object.keys(requests)
  const random = randomFrom(7)
  const times = Object.fromEntries(names.map((name): [string, number[]] => [name, []]))
  const WARM_UP = 2_000
  for (let round = -WARM_UP; round < SAMPLES * names.length; round += 1) {
    const name = names[random(names.length)]!
    const request = requests[name]![random(KEYS_PER_CLASS)]!
    const started = process.hrtime.bigint()
    unwrapCek(request)
    const took = Number(process.hrtime.bigint() - started)
    if (round >= 0) times[name]!.push(took)
  }
  return withoutOutliers(times)
}

/** What the scheduler and the collector add would drown the means: the slowest tenth is left out. */
function withoutOutliers(
  times: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const all = Object.values(times)
    .flat()
    .toSorted((a, b) => a - b)
  const limit = all[Math.floor(all.length * 0.9)]!
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, values.filter((value) => value <= limit)]),
  )
}

function welchT(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [moments(a), moments(b)]
  const difference = first.mean - second.mean
  return difference === 0
    ? 0
    : difference / Math.sqrt(first.variance / a.length + second.variance / b.length)
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / (values.length - 1) }
}

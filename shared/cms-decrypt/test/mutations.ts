/** A repeatable generator (xorshift32): a failure is named by its seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

type Random = (below: number) => number
type Mutation = (bytes: Buffer, random: Random) => Buffer

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const changed = Buffer.from(bytes)
    changed[random(bytes.length)]! ^= 1 << random(8)
    return changed
  },
  function setOctet(bytes, random) {
    const changed = Buffer.from(bytes)
    changed[random(Math.min(bytes.length, 700))] = [0, 0x30, 0x7f, 0x80, 0x84, 0xa0, 0xff][
      random(7)
    ]!
    return changed
  },
  function cutEnd(bytes, random) {
    return bytes.subarray(0, random(bytes.length))
  },
  function cutOut(bytes, random) {
    const from = random(bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random(40))])
  },
  function insert(bytes, random) {
    const at = random(bytes.length)
    const inserted = Buffer.alloc(1 + random(8), random(256))
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)])
  },
  function repeat(bytes, random) {
    const from = random(bytes.length)
    const part = bytes.subarray(from, from + random(600))
    return Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from)])
  },
  function append(bytes, random) {
    return Buffer.concat([bytes, Buffer.alloc(1 + random(20), random(256))])
  },
]

/** Makes one or more of the mutations. */
export function mutate(bytes: Buffer, seed: number): Buffer {
  const random = randomFrom(seed)
  let mutated = bytes
  for (let count = 1 + random(3); count > 0; count -= 1) {
    if (mutated.length > 0) mutated = MUTATIONS[random(MUTATIONS.length)]!(mutated, random)
  }
  return mutated
}

const SAMPLE_RATE = 8_000
const CHANNELS = 2
const SEED = 20_260_101
const HEADER_BYTES = 58

/** Mu-law in two channels: what a telephone call is. */
export function callWav(seconds: number): Buffer {
  const frames = Math.ceil(seconds * SAMPLE_RATE)
  const sound = Buffer.alloc(frames * CHANNELS, "two channels of a call")
  return Buffer.concat([callHeader(frames), sound])
}

/** The same in pieces of a second, each another one: a piece at a wrong place is noticed. */
export function* longCallWav(seconds: number): Generator<Buffer> {
  yield callHeader(seconds * SAMPLE_RATE)
  let state = SEED
  for (let second = 0; second < seconds; second += 1) {
    const words = new Uint32Array((SAMPLE_RATE * CHANNELS) / 4)
    for (let index = 0; index < words.length; index += 1) {
      // Marsaglia's xorshift32: quick, and of no use for anything but noise.
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      words[index] = state
    }
    yield Buffer.from(words.buffer)
  }
}

function callHeader(frames: number): Buffer {
  const soundBytes = frames * CHANNELS
  const header = Buffer.alloc(HEADER_BYTES)
  header.write("RIFF", 0, "latin1")
  header.writeUInt32LE(HEADER_BYTES - 8 + soundBytes, 4)
  header.write("WAVEfmt ", 8, "latin1")
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(CHANNELS, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * CHANNELS, 28)
  header.writeUInt16LE(CHANNELS, 32)
  header.writeUInt16LE(8, 34)
  header.write("fact", 38, "latin1")
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(frames, 46)
  header.write("data", 50, "latin1")
  header.writeUInt32LE(soundBytes, 54)
  return header
}

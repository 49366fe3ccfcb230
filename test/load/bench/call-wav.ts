const SAMPLE_RATE = 8_000
const HEADER_BYTES = 58

/** Mu-law in two channels: what a telephone call is. */
export function callWav(seconds: number): Buffer {
  const frames = Math.ceil(seconds * SAMPLE_RATE)
  const sound = Buffer.alloc(frames * 2, "two channels of a call")
  const header = Buffer.alloc(HEADER_BYTES)
  header.write("RIFF", 0, "latin1")
  header.writeUInt32LE(HEADER_BYTES - 8 + sound.length, 4)
  header.write("WAVEfmt ", 8, "latin1")
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(7, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(8, 34)
  header.write("fact", 38, "latin1")
  header.writeUInt32LE(4, 42)
  header.writeUInt32LE(frames, 46)
  header.write("data", 50, "latin1")
  header.writeUInt32LE(sound.length, 54)
  return Buffer.concat([header, sound])
}

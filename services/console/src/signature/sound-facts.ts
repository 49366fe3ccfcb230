/** What a look at bytes tells noise from sound by. */
export interface SoundFacts {
  /** Shannon entropy of the bytes, in bits: 8 for noise, less for everything with a shape. */
  readonly entropy: number
  /** Correlation of each 16-bit sample with the next one of its channel: near 1 for sound, near 0 for noise. */
  readonly lag1: number
}

/** Bytes, and the samples that they are taken for. */
export interface SoundBytes {
  readonly bytes: Uint8Array
  readonly samples: Int16Array
  /** Samples of so many channels take turns. */
  readonly channels: number
}

export function soundFactsOf({ bytes, samples, channels }: SoundBytes): SoundFacts {
  return { entropy: entropyOf(bytes), lag1: lag1Of(samples, channels) }
}

/** @returns 0 for no byte at all. */
export function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  let entropy = 0
  for (const count of counts) {
    if (count === 0) continue
    const share = count / bytes.length
    entropy -= share * Math.log2(share)
  }
  return entropy
}

/** @returns 0 where all samples are the same. */
export function lag1Of(samples: Int16Array, channels = 1): number {
  const mean = samples.reduce((total, sample) => total + sample, 0) / Math.max(1, samples.length)
  let together = 0
  let alone = 0
  for (const [index, sample] of samples.entries()) {
    const deviation = sample - mean
    alone += deviation * deviation
    // Two speakers say nothing of each other: a sample is compared with the one of its own channel.
    if (index >= channels) together += deviation * ((samples[index - channels] ?? 0) - mean)
  }
  return alone === 0 ? 0 : together / alone
}

/** Lowest and highest sample of one column, from -1 to 1. */
export interface Peak {
  readonly min: number
  readonly max: number
}

/** @returns one peak per column; silence where there is no sample. */
export function wavePeaks(samples: Float32Array, columns: number): readonly Peak[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * samples.length) / columns)
    const to = Math.floor(((column + 1) * samples.length) / columns)
    return peakOf(samples.subarray(from, to))
  })
}

function peakOf(samples: Float32Array): Peak {
  let min = 0
  let max = 0
  for (const sample of samples) {
    if (sample < min) min = sample
    if (sample > max) max = sample
  }
  return { min, max }
}

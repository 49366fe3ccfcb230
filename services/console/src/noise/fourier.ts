/**
 * The discrete Fourier transform, in place, radix 2: Cooley and Tukey's.
 *
 * @param real and @param imaginary of the same length, a power of two.
 */
export function transform(real: Float64Array, imaginary: Float64Array): void {
  const { length } = real
  if (length === 0 || (length & (length - 1)) !== 0) throw new RangeError("not a power of two")
  reverseBits(real, imaginary)
  for (let size = 2; size <= length; size *= 2) {
    for (let from = 0; from < length; from += size) butterfly(real, imaginary, { from, size })
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  for (let index = 1, mirror = 0; index < real.length; index += 1) {
    let bit = real.length >> 1
    while ((mirror & bit) !== 0) {
      mirror ^= bit
      bit >>= 1
    }
    mirror |= bit
    if (index < mirror) {
      swap(real, index, mirror)
      swap(imaginary, index, mirror)
    }
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a]!
  values[a] = values[b]!
  values[b] = kept
}

function butterfly(
  real: Float64Array,
  imaginary: Float64Array,
  { from, size }: { readonly from: number; readonly size: number },
): void {
  const half = size / 2
  for (let step = 0; step < half; step += 1) {
    const angle = (-2 * Math.PI * step) / size
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const low = from + step
    const high = low + half
    const re = real[high]! * cos - imaginary[high]! * sin
    const im = real[high]! * sin + imaginary[high]! * cos
    real[high] = real[low]! - re
    imaginary[high] = imaginary[low]! - im
    real[low] = real[low]! + re
    imaginary[low] = imaginary[low]! + im
  }
}

const WINDOW = 256
const HOP = 128
/** Quieter than this under the loudest is drawn as nothing. */
const FLOOR_DECIBELS = -70

/** Loudness by time and pitch, from 0 to 1; column after column, the lowest pitch first. */
export interface Spectrogram {
  readonly columns: number
  readonly rows: number
  readonly values: Float32Array
}

/** @param samples from -1 to 1; a full-scale tone is 1. */
export function spectrogram(samples: Float32Array): Spectrogram {
  const rows = WINDOW / 2
  const columns = Math.max(0, Math.floor((samples.length - WINDOW) / HOP) + 1)
  const values = new Float32Array(columns * rows)
  for (let column = 0; column < columns; column += 1) {
    const real = new Float64Array(WINDOW)
    for (let index = 0; index < WINDOW; index += 1) {
      // Hann's window: the edges of a stretch are no sound.
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / WINDOW)
      real[index] = (samples[column * HOP + index] ?? 0) * weight
    }
    const imaginary = new Float64Array(WINDOW)
    transform(real, imaginary)
    for (let row = 0; row < rows; row += 1) {
      const loudness = Math.hypot(real[row]!, imaginary[row]!) / (WINDOW / 4)
      const decibels = 20 * Math.log10(Math.max(loudness, 1e-9))
      values[column * rows + row] = Math.max(0, Math.min(1, 1 - decibels / FLOOR_DECIBELS))
    }
  }
  return { columns, rows, values }
}

/**
 * How far the sound is like itself so many samples later, from lag 0 (which is 1) to `lags`: the
 * transform of the power spectrum (Wiener and Khinchin).
 *
 * @returns only zeros for a sound without any change.
 */
export function autocorrelation(samples: Float32Array, lags: number): Float64Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length)
  // Zeros behind, so that the end is not compared with the start.
  const length = 2 ** Math.ceil(Math.log2(samples.length + lags + 1))
  const real = new Float64Array(length)
  const imaginary = new Float64Array(length)
  for (const [index, sample] of samples.entries()) real[index] = sample - mean
  transform(real, imaginary)
  for (let index = 0; index < length; index += 1) {
    real[index] = real[index]! ** 2 + imaginary[index]! ** 2
  }
  imaginary.fill(0)
  transform(real, imaginary)
  const alone = real[0]!
  return Float64Array.from({ length: lags + 1 }, (_, lag) =>
    alone < Number.EPSILON ? 0 : real[lag]! / alone,
  )
}

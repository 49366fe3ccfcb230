// ITU-T G.711 in the 16-bit scale of G.191: mu-law is biased by 132 (33 in 14 bits) and clipped at
// 32,635; A-law inverts the even bits (XOR 0x55).
const MU_LAW_BIAS = 132
const MU_LAW_CLIP = 32_635
const A_LAW_INVERSION = 0x55
const CODES = 256

/** The 16-bit value of each mu-law code. */
export const MU_LAW_VALUES: Int16Array = Int16Array.from({ length: CODES }, (_, code) =>
  muLawValue(code),
)

/** The 16-bit value of each A-law code. */
export const A_LAW_VALUES: Int16Array = Int16Array.from({ length: CODES }, (_, code) =>
  aLawValue(code),
)

/** @returns the mu-law code whose value is nearest to `sample` (16 bits) in the sense of G.711. */
export function encodeMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), MU_LAW_CLIP) + MU_LAW_BIAS
  const exponent = 31 - Math.clz32(magnitude >> 7)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

/** @returns the A-law code of `sample` (16 bits). */
export function encodeALaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  // Negative values are mirrored in ones' complement, as G.191 does, so that -1 keeps its sign.
  const magnitude = sample < 0 ? ~sample : sample
  const exponent = 32 - Math.clz32(magnitude >> 8)
  const shift = exponent === 0 ? 4 : exponent + 3
  const code = sign | (exponent << 4) | ((magnitude >> shift) & 0x0f)
  return code ^ A_LAW_INVERSION
}

function muLawValue(code: number): number {
  const bits = ~code & 0xff
  const exponent = (bits >> 4) & 0x07
  const magnitude = ((((bits & 0x0f) << 3) + MU_LAW_BIAS) << exponent) - MU_LAW_BIAS
  return (bits & 0x80) === 0 ? magnitude : 0 - magnitude
}

function aLawValue(code: number): number {
  const bits = code ^ A_LAW_INVERSION
  const exponent = (bits >> 4) & 0x07
  const step = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? step : (step + 0x100) << (exponent - 1)
  return (bits & 0x80) === 0 ? 0 - magnitude : magnitude
}

const MU_LAW_BIAS = 132
/** A-law inverts the even bits. */
const A_LAW_INVERSION = 0x55

/** @returns the 16-bit value of a mu-law code: ITU-T G.711 in the scale of G.191. */
export function muLawValue(code: number): number {
  const bits = ~code & 0xff
  const exponent = (bits >> 4) & 0x07
  const magnitude = ((((bits & 0x0f) << 3) + MU_LAW_BIAS) << exponent) - MU_LAW_BIAS
  return (bits & 0x80) === 0 ? magnitude : 0 - magnitude
}

/** @returns the 16-bit value of an A-law code. */
export function aLawValue(code: number): number {
  const bits = code ^ A_LAW_INVERSION
  const exponent = (bits >> 4) & 0x07
  const step = ((bits & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? step : (step + 0x100) << (exponent - 1)
  return (bits & 0x80) === 0 ? 0 - magnitude : magnitude
}

/**
 * Arithmetic on small non-negative integers that takes the same path for every value. A mask is -1
 * (all bits set, true) or 0. After OpenSSL's include/internal/constant_time.h; what the JavaScript
 * compiler makes of it is checked by a timing test, not promised.
 */

/** @returns the mask of `value === 0`. */
export function isZero(value: number): number {
  return (~value & (value - 1)) >> 31
}

/** @returns the mask of `a === b`. */
export function isEqual(a: number, b: number): number {
  return isZero(a ^ b)
}

/** @returns the mask of `a < b`. */
export function isLess(a: number, b: number): number {
  return (a - b) >> 31
}

/** @returns `a` where the mask is set, else `b`. */
export function select(mask: number, a: number, b: number): number {
  return (mask & a) | (~mask & b)
}

import { describe, expect, it } from "vitest"
import { isEqual, isLess, isZero, select } from "../src/constant-time.ts"

const octets = Array.from({ length: 256 }, (_, value) => value)
const mask = (claim: boolean): number => (claim ? -1 : 0)

describe("constant-time arithmetic", () => {
  it("agrees with the ordinary one for every octet", () => {
    expect(octets.map(isZero)).toEqual(octets.map((value) => mask(value === 0)))
    for (const a of octets) {
      expect(octets.map((b) => isEqual(a, b))).toEqual(octets.map((b) => mask(a === b)))
      expect(octets.map((b) => isLess(a, b))).toEqual(octets.map((b) => mask(a < b)))
    }
  })

  it("selects the first where the mask is set", () => {
    expect([select(-1, 7, 9), select(0, 7, 9)]).toEqual([7, 9])
  })

  it("holds for lengths up to that of the largest modulus", () => {
    expect([isLess(1013, 1014), isLess(1014, 1014), isZero(1024)]).toEqual([-1, 0, 0])
  })
})

import { describe, expect, it } from "vitest"
import { assertSameProtection, muxProtection } from "../src/same-protection.ts"
import { callReceipt, protectedFor, screenReceipt } from "./receipts.ts"

const encrypted = { durationMs: 1, protection: protectedFor("classic", []) }
const clear = { durationMs: 1, protection: null }

describe("call and screen", () => {
  it.each([
    ["both encrypted", encrypted, encrypted],
    ["both clear", clear, clear],
  ])("may be muxed when they are %s", (_case, call, screen) => {
    const parts = { call: callReceipt(call), screen: screenReceipt(screen) }
    expect(() => assertSameProtection(parts)).not.toThrow()
  })

  it.each([
    ["the call is encrypted and the screen is not", encrypted, clear],
    ["the screen is encrypted and the call is not", clear, encrypted],
  ])("are refused, for good, when %s", (claim, call, screen) => {
    const parts = { call: callReceipt(call), screen: screenReceipt(screen) }
    expect(() => assertSameProtection(parts)).toThrow(
      expect.objectContaining({
        code: "ERR_MUX_MIXED_PROTECTION",
        retryable: false,
        message: `${claim}; both still play apart`,
      }),
    )
  })

  it("come out as the screen is protected, where a clear call may be muxed with it", () => {
    const parts = { call: callReceipt(clear), screen: screenReceipt(encrypted) }
    expect(() => assertSameProtection(parts, "mux")).not.toThrow()
    expect(muxProtection(parts)).toEqual(encrypted.protection)
    const documented = { call: callReceipt(encrypted), screen: screenReceipt(clear) }
    expect(() => assertSameProtection(documented, "mux")).toThrow("still play apart")
  })

  it("are no mixture when they were made for different certificates", () => {
    const other = { durationMs: 1, protection: protectedFor("modern", []) }
    const parts = { call: callReceipt(encrypted), screen: screenReceipt(other) }
    expect(() => assertSameProtection(parts)).not.toThrow()
  })
})

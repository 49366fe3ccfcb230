import { describe, expect, it } from "vitest"
import { toldHops } from "../src/signature/chains.ts"

const TOLD = [
  { id: "call", state: "passed", code: null },
  { id: "mcp", state: "refused", code: "ERR_MCP_NO_USABLE_RECIPIENT" },
  { id: "rcs", state: "dark", code: null },
] as const

describe("hops that a rehearsal tells of", () => {
  it("hold what they hold in the data path, and end where they are said to", () => {
    const hops = toldHops(TOLD, true)
    expect(hops.map(({ title, state }) => [title, state])).toEqual([
      ["Call", "passed"],
      ["MCP", "refused"],
      ["RCS", "dark"],
    ])
    expect(hops.map(({ custody }) => custody.privateKey)).toEqual(["no", "no", "yes"])
  })

  it("hold no key when the call is stored in clear", () => {
    expect(toldHops(TOLD, false).some(({ custody }) => custody.privateKey === "yes")).toBe(false)
  })
})

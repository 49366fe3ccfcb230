import { GirError } from "@gir/errors"
import { describe, expect, it } from "vitest"
import { exitCodeOf } from "../src/cli/exit-codes.ts"
import { readSimulatorConfig, readTerminalEnvironment } from "../src/config.ts"
import { fixedNodes, SMALLEST_FLEET } from "../src/installation/service-table.ts"

describe("the simulator's settings", () => {
  it("take nothing from an empty environment", () => {
    expect(readSimulatorConfig({})).toMatchObject({
      databaseUrl: null,
      redisUrl: null,
      portBase: null,
      processes: "each",
    })
    expect(readTerminalEnvironment({})).toEqual({ noColor: false, isDumb: false, isUtf8: true })
  })

  it("refuse a port base that is none, and say so", () => {
    expect(() => readSimulatorConfig({ GIR_PORT_BASE: "many" })).toThrow(/GIR_PORT_BASE/)
  })

  it("run all services in one process when asked to, and take no other word for it", () => {
    expect(readSimulatorConfig({ GIR_PROCESSES: "one" }).processes).toBe("one")
    expect(() => readSimulatorConfig({ GIR_PROCESSES: "two" })).toThrow(
      /GIR_PROCESSES .* each, one/,
    )
  })

  it("see that LC_ALL=C has no UTF-8", () => {
    const { isUtf8 } = readTerminalEnvironment({ LC_ALL: "C", LANG: "en_US.UTF-8" })
    expect(isUtf8).toBe(false)
  })
})

describe("ports", () => {
  it("are the guide's by default", () => {
    const ports = Object.fromEntries(fixedNodes(SMALLEST_FLEET, null).map((n) => [n.name, n.port]))
    expect(ports).toMatchObject({ rws: 8_080, "rcs-1": 8_008, gax: 8_700 })
  })

  it("all move with the port base, and never meet", () => {
    const ports = fixedNodes({ mcp: 3, rcs: 2, muxer: 3 }, 9_000).map((node) => node.port)
    expect(Math.min(...ports)).toBe(9_000)
    expect(new Set(ports).size).toBe(ports.length)
  })
})

describe("exit codes", () => {
  it.each([
    ["ERR_CLI_USAGE", 2],
    ["ERR_CLI_PORT_TAKEN", 3],
    ["ERR_CLI_NODE_NOT_READY", 3],
    ["ERR_CLI_EXPECTATION_BROKEN", 1],
    ["ERR_INTERNAL", 1],
  ] as const)("%s ends with %d", (code, exitCode) => {
    expect(exitCodeOf(new GirError(code, "as it happened"))).toBe(exitCode)
  })
})

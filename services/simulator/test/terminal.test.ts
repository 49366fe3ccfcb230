import { manualClock } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { alignColumns } from "../src/cli/table.ts"
import { openTaskList } from "../src/cli/task-list.ts"
import { openTerminal, type Terminal } from "../src/cli/terminal.ts"

const ESCAPE = "\u001B"

interface Screen {
  readonly terminal: Terminal
  readonly text: () => string
}

function screen(options: { isTTY: boolean; isUtf8?: boolean; noColor?: boolean }): Screen {
  const written: string[] = []
  const stdout = { isTTY: options.isTTY, write: (text: string) => written.push(text) }
  const environment = { noColor: false, isDumb: false, isUtf8: options.isUtf8 ?? true }
  const noColor = options.noColor ?? false
  return {
    terminal: openTerminal({ environment, stdout, stderr: stdout, noColor }),
    text: () => written.join(""),
  }
}

describe("the terminal", () => {
  it("colours the symbol where a person looks", () => {
    expect(screen({ isTTY: true }).terminal.symbol("plays")).toBe(`${ESCAPE}[32m✓${ESCAPE}[39m`)
  })

  it("writes words and no escape code into a pipe", () => {
    const { terminal } = screen({ isTTY: false })
    expect(terminal.symbol("plays")).toBe("ok")
    expect(terminal.symbol("fails")).toBe("FAIL")
  })

  it("obeys --no-color", () => {
    expect(screen({ isTTY: true, noColor: true }).terminal.symbol("refused")).toBe("⊘")
  })

  it("writes ASCII only where the locale is not UTF-8", () => {
    const { terminal, text } = screen({ isTTY: true, isUtf8: false })
    terminal.out("✓ certificate A · profile version 4 → 5 …")
    expect(text()).toBe("ok certificate A . profile version 4 -> 5 ...\n")
  })
})

describe("the task list in a pipe", () => {
  it("writes a line when a step is done, with the time since the command was typed", async () => {
    const { terminal, text } = screen({ isTTY: false })
    const clock = manualClock(new Date(0))
    const tasks = openTaskList({
      terminal,
      clock,
      spentMs: 1_500,
      toStderr: false,
      hasMotion: true,
    })
    await tasks.step("Set-up", async () => {
      clock.advance(9_700)
      return "packages, build"
    })
    expect(text()).toBe("    0.0s  start    set-up\n   11.2s  ok       set-up: packages, build\n")
  })

  it("shows a broken step and lets its error through", async () => {
    const { terminal, text } = screen({ isTTY: false })
    const tasks = openTaskList({
      terminal,
      clock: manualClock(new Date(0)),
      spentMs: 0,
      toStderr: false,
      hasMotion: true,
    })
    const step = tasks.step("2 Record", () => Promise.reject(new Error("away")))
    await expect(step).rejects.toThrow("away")
    expect(text()).toContain("FAIL     2 record")
  })
})

describe("a table", () => {
  it("measures cells as they are seen, not by their colour codes", () => {
    const green = `${ESCAPE}[32m✓${ESCAPE}[39m`
    expect(
      alignColumns([
        ["a", "b"],
        [`${green} 6`, "c"],
      ]),
    ).toEqual(["a    b", `${green} 6  c`])
  })
})

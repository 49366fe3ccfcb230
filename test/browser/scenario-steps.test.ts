import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { isInstalled } from "../harness/optional-part.ts"
import { startPtyGir, type PtyGir } from "../harness/pty-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { hasChromium, logIn, openConsole, type Console } from "./console.ts"
import { inspect } from "./inspect.ts"

const hasPty = isInstalled("script", { suite: "--step in a terminal", probe: "--version" })
const SCENARIO = "expired-on-profile"
const KEYS = "q quit"

/** One rehearsal, in a terminal and in its console: whoever presses, both go on. */
describe.runIf(hasChromium && hasPty)("gir scenario run NAME --step", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let terminal: PtyGir
  let console: Console
  let page: Page

  beforeAll(async () => {
    folder = await tempFolder()
    terminal = startPtyGir(["scenario", "run", SCENARIO, "--step"], folder.path)
    await terminal.wrote(KEYS)
    const [, url = "", usersFile = ""] =
      /Console {2}(http:\S+)\/scenarios\/\S+ .*password in (\S+)/.exec(terminal.text()) ?? []
    const gax = {
      name: "gax",
      service: "gax",
      port: Number(new URL(url).port),
      simPort: 0,
    } as const
    const secrets = { usersFile, serviceTokenFile: "", databaseUrlFile: "", redisUrlFile: "" }
    console = await openConsole({ nodes: [gax], secrets })
    page = await console.newPerson()
    await logIn(page, console, screenOf(1))
  })

  afterAll(async () => {
    await console?.close()
    await terminal?.interrupt()
    await folder?.remove()
  })

  /** The line `Screen` of a step, as the terminal prints it. */
  function screenOf(step: number): string {
    const printed = new RegExp(String.raw`Screen +http://[^/]+(/scenarios/\S+\?step=${step})\b`)
    return printed.exec(terminal.text())?.[1] ?? "the terminal printed no such page"
  }

  it("shows the step of the terminal with the same texts", async () => {
    const step = page.getByRole("region", { name: "Step 1 of 3: valid" })
    const shown = unwrapped(await step.innerText())
    for (const words of [
      "A is valid until the last day of the year, and nobody has thought of its successor. [D]",
      "Here: record: {calls:3,as:old} (line 20 of the file) 3 calls; 3 stored",
      "certificates-1 is A · rcs-1 holds the key of A · 3 recorded as old, encrypted to A",
      "3 of 3 media files as expected: 3 play, equal to their originals",
    ]) {
      expect(shown).toContain(words)
      expect(unwrapped(terminal.text())).toContain(words)
    }
    const path = page.getByRole("region", { name: "Data path of a call of old" })
    await path.getByText(/equal to what was recorded: SHA-256 [0-9a-f]{64}/).waitFor()
  })

  it("goes on with Next, and the terminal with it", async () => {
    await page.getByRole("button", { name: "Next", exact: true }).click()
    await page.getByRole("region", { name: "Step 2 of 3: expired" }).waitFor()
    await terminal.wrote("step 2 of 3")
    expect(new URL(page.url()).search).toBe("?step=2")
    const path = page.getByRole("region", { name: "Data path of a call of late" })
    await path.getByText("ERR_MCP_NO_USABLE_RECIPIENT").waitFor()
    const media = page.getByRole("region", { name: "Recordings, played after every step" })
    expect(await media.getByText("plays", { exact: true }).count()).toBe(6)
    expect(await inspect(page, "scenario-step")).toEqual([])
    await page.keyboard.press("[")
    await page.getByRole("region", { name: "Step 1 of 3: valid" }).waitFor()
  })

  it("goes back to the start at the key b, and on at the key n, and the console with it", async () => {
    await terminal.wrote(KEYS, 2)
    terminal.press("b")
    await terminal.wrote("step 1 of 3", 2)
    const notDone = page
      .getByRole("list", { name: "Steps" })
      .getByRole("button", { disabled: true })
    await until("one step of three is done", async () => (await notDone.count()) === 2)
    await terminal.wrote(KEYS, 3)
    terminal.press("n")
    await page.getByRole("region", { name: "Step 2 of 3: expired" }).waitFor()
  })

  it("shows what is recorded in the rehearsal: a hop opens the object itself", async () => {
    await page.keyboard.press("[")
    await page.getByRole("link", { name: "The object itself" }).click()
    await page.getByRole("heading", { name: /^Hop 8 of 8/ }).waitFor()
    await page.keyboard.press("o")
    await page.getByRole("heading", { name: "Recording", exact: true }).waitFor()
    await page.goBack()
    await page.goBack()
    await page.getByRole("region", { name: /^Step \d of 3/ }).waitFor()
  })

  it("runs to the end at the button, and leaves at the key e with the verdict", async () => {
    await page.getByRole("button", { name: "Run to end" }).click()
    await page.getByRole("region", { name: /^Step 3 of 3/ }).waitFor()
    const bar = page.getByRole("region", { name: /^Recording certificate expired/ })
    await bar.getByText("held", { exact: true }).waitFor()
    expect(await page.getByRole("button", { name: "Next", exact: true }).isDisabled()).toBe(true)
    await terminal.wrote(KEYS, 5)
    terminal.press("e")
    expect(await terminal.ended()).toBe(0)
  })
})

function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, " ")
}

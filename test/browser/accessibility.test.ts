import type { LoadState } from "@gir/contracts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startWorld } from "../harness/world.ts"
import { hasChromium, logIn, openConsole, screenshot, type Console } from "./console.ts"
import { inspect } from "./inspect.ts"

/** True when the screen has its title and waits for nothing more. */
const IS_LOADED = `document.querySelector("main h1") !== null
  && document.querySelector(".loading") === null`

/** As the System screen shows it while a load runs, which none does here. */
const LOAD: LoadState = {
  profile: "smoke",
  phase: "load",
  elapsedMs: 24_000,
  totalMs: 60_000,
  calls: { offered: 240, stored: 231, refused: 0, failed: 2, underWay: 7 },
  proved: 0,
  latencies: [
    { metric: "record_durable", p50Ms: 41, p95Ms: 96, p99Ms: 130 },
    { metric: "mux_done", p50Ms: null, p95Ms: null, p99Ms: null },
  ],
  seconds: Array.from({ length: 24 }, (_, second) => ({
    second,
    offered: 10,
    stored: second < 22 ? 10 : 5,
  })),
}

describe.runIf(hasChromium)("the console for everybody", () => {
  let world: Awaited<ReturnType<typeof startWorld>>
  let console: Console
  let paths: Readonly<Record<string, string>>

  beforeAll(async () => {
    world = await startWorld()
    console = await openConsole(world)
    const { ivrProfileDbid } = world.installation
    const screen = { source: { kind: "built-in" } as const, durationMs: 2_000 }
    const { recordingId } = await world.record({ ivrProfileDbid, screen })
    const profile = `/configuration/voice-platform-profiles/${ivrProfileDbid}`
    paths = {
      home: "/",
      accounts: "/accounts",
      certificates: "/administration/certificates",
      "screen-certificates": "/administration/screen-recording-certificates",
      profiles: "/configuration/voice-platform-profiles",
      general: `${profile}/general`,
      options: `${profile}/options`,
      permissions: `${profile}/permissions`,
      "recording-tab": `${profile}/recording`,
      recordings: "/recordings",
      "one-recording": `/recordings/${recordingId}?media=${recordingId}-call`,
      "data-path": `/recordings/${recordingId}/data-path?hop=4`,
      waveforms: `/recordings/${recordingId}/waveforms`,
      application: "/configuration/applications/mcp-1",
      system: "/system",
    }
  })

  afterAll(async () => {
    await console?.close()
    await world?.close()
  })

  it("axe finds nothing, in both themes, at 1280 and at 390 px", async () => {
    const page = await console.newPerson()
    await page.goto(console.url)
    await page.getByLabel("Password").waitFor()
    const found = [...(await inspect(page, "log-in"))]
    await logIn(page, console)
    await page.route("**/api/load", (route) => route.fulfill({ json: { load: LOAD } }))
    for (const [place, path] of Object.entries(paths)) {
      await page.goto(`${console.url}${path}`)
      await until(`${place} is loaded`, () => page.evaluate(IS_LOADED))
      found.push(...(await inspect(page, place)))
    }
    await page.goto(`${console.url}/administration/certificates`)
    await page.getByRole("button", { name: "Upload" }).click()
    await page.getByRole("dialog", { name: "Upload Certificate" }).waitFor()
    found.push(...(await inspect(page, "upload")))
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Help" }).click()
    await page.getByRole("dialog", { name: "Help" }).waitFor()
    found.push(...(await inspect(page, "help")))
    expect(found).toEqual([])
    await page.context().close()
  })

  it("shows what GAX shows and no more when notes are off", async () => {
    const page = await console.newPerson()
    await logIn(page, console, "/administration/certificates")
    await page.getByRole("row", { name: /Calls/ }).waitFor()
    await page.locator("[data-note]").first().waitFor()
    await page.keyboard.press("n")
    expect(await page.locator("[data-note]").count()).toBe(0)
    const text = await page.locator("main").innerText()
    expect(text.split("\n").map((line) => line.trim())).not.toContain("Copy as command")
    await screenshot(page, "notes-off")
    await page.keyboard.press("N")
    await page.locator("[data-note]").first().waitFor()
    await page.context().close()
  })

  it("is led by keys alone: places, filter, rows, help", async () => {
    const page = await console.newPerson()
    await logIn(page, console)
    await page.keyboard.press("g")
    await page.keyboard.press("p")
    await page.getByRole("row", { name: /recording/ }).waitFor()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.getByText("recording Properties").waitFor()
    await page.keyboard.press("g")
    await page.keyboard.press("c")
    await page.getByRole("row", { name: /Calls/ }).waitFor()
    await page.keyboard.press("/")
    await page.keyboard.type("screens n")
    expect(await page.getByLabel("Quick Filter").inputValue()).toBe("screens n")
    await page.getByLabel("Quick Filter").blur()
    await page.keyboard.press("?")
    const help = page.getByRole("dialog", { name: "Help" })
    await help.getByText("To upload a new certificate").waitFor()
    await page.keyboard.press("Escape")
    await help.waitFor({ state: "detached" })
    await page.context().close()
  })

  it("keeps the focus in an open window, and gives it back", async () => {
    const page = await console.newPerson()
    await logIn(page, console, "/administration/certificates")
    await page.getByRole("button", { name: "Upload" }).focus()
    await page.keyboard.press("Enter")
    const dialog = page.getByRole("dialog", { name: "Upload Certificate" })
    await dialog.waitFor()
    for (let presses = 0; presses < 16; presses += 1) {
      await page.keyboard.press("Tab")
      await until(
        "the focus is in the window",
        async () => (await dialog.locator(":focus").count()) === 1,
      )
    }
    await page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    expect(await page.locator("button:focus").innerText()).toBe("Upload")
    await page.context().close()
  })

  it("asked no other host for anything", () => {
    expect(console.foreignRequests).toEqual([])
  })
})

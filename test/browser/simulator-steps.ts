import type { Page } from "playwright-core"
import { expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { GUIDE_PATH } from "../harness/provision.ts"
import { followMenu, screenshot } from "./console.ts"

/** Where the guide's procedures have come to, when a step of the simulator's pages begins. */
export interface Stage {
  readonly page: Page
  readonly consoleUrl: string
  /** A call with its screen and its mux, all encrypted. */
  readonly recordingId: string
}

const HOPS = { call: 8, screen: 6 } as const

/** What the guide's product lacks, once something was recorded that plays. */
export function recordingSteps(stage: () => Stage): void {
  it("shows original, stored bytes and playback, and compares them in the page itself", async () => {
    const { page, consoleUrl, recordingId } = stage()
    await page.goto(`${consoleUrl}/recordings/${recordingId}/waveforms`)
    const row = (name: string) => page.getByRole("region", { name, exact: true })
    await row("stored").getByText("noise, as it should").waitFor()
    await row("playback")
      .getByText(/^equal: /)
      .waitFor()
    const factsOf = async (name: string) => {
      const text = await row(name).locator(".sound-facts").innerText()
      const [, entropy, lag1] = /entropy ([\d.]+) · lag-1 (−?[\d.]+)/.exec(text) ?? []
      return { entropy: Number(entropy), lag1: Number(lag1?.replace("−", "-")) }
    }
    const [original, stored, playback] = [
      await factsOf("original"),
      await factsOf("stored"),
      await factsOf("playback"),
    ]
    expect(original).toEqual(playback)
    expect(stored.entropy).toBeGreaterThan(playback.entropy)
    expect(Math.abs(stored.lag1)).toBeLessThan(0.05)
    expect(playback.lag1).toBeGreaterThan(0.5)
    await screenshot(page, "waveforms")
  })

  it("proves all recordings: Recordings, Verify all", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("Recordings").click()
    const panel = page.getByRole("region", { name: "Recordings", exact: true })
    await panel.getByRole("cell", { name: "not proved" }).waitFor()
    await panel.getByRole("button", { name: "Verify all" }).click()
    await panel.getByText("3 of 3 media files play").waitFor()
    await panel.getByRole("cell", { name: "plays", exact: true }).waitFor()
    await panel.getByText("1 to 1 of 1").waitFor()
    const muxer = page.getByRole("region", { name: "Muxer, four combinations" })
    await muxer.getByText("muxed, encrypted again").waitFor()
    await screenshot(page, "recordings-verified")
  })

  it("finds recordings by text, status and recipient", async () => {
    const { page } = stage()
    const panel = page.getByRole("region", { name: "Recordings", exact: true })
    await panel.getByLabel("Recipient").selectOption({ label: "none (clear)" })
    await panel.getByText("No items match").waitFor()
    await panel.getByRole("button", { name: "Clear filter" }).click()
    await panel.getByLabel("Search").fill(stage().recordingId.slice(8, 24).toLowerCase())
    await panel.getByLabel("Status").selectOption("plays")
    await panel.getByTitle(stage().recordingId).waitFor()
    await panel.getByLabel("Status").selectOption("fails")
    await panel.getByText(/^No items match/).waitFor()
  })

  it("walks the data path by keys: only one hop ever says that a private key is there", async () => {
    const { page, consoleUrl, recordingId } = stage()
    const custody: string[] = []
    for (const chain of ["call", "screen"] as const) {
      await page.goto(`${consoleUrl}/recordings/${recordingId}/data-path?chain=${chain}`)
      for (let hop = 1; hop <= HOPS[chain]; hop += 1) {
        await page.getByRole("heading", { name: `Hop ${hop} of ${HOPS[chain]}` }).waitFor()
        custody.push(`${chain} ${hop}: ${await page.getByText(/^custody here:/).innerText()}`)
        if (chain === "call" && hop === 4) {
          await page.getByText(/^30 8[0-9a-f] /).waitFor()
          await screenshot(page, "data-path")
        }
        await page.keyboard.press("ArrowRight")
      }
    }
    expect(custody.filter((line) => line.includes("private key yes"))).toEqual([
      "call 7: custody here: certificate yes · private key yes · session key yes · plaintext yes · ciphertext yes",
    ])
    await page.keyboard.press("Home")
    await page.getByRole("heading", { name: "Hop 1 of 6" }).waitFor()
  })
}

/** What the guide's product lacks, after a call was refused and its cause was mended. */
export function systemSteps(stage: () => Stage): void {
  it("tells of the refused call, and records it with Retry all: System, Alarms and Queues", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("System").click()
    const alarms = page.getByRole("region", { name: "Alarms" })
    const alarm = alarms.getByRole("row", { name: /ERR_MCP_NO_USABLE_RECIPIENT × 1/ })
    await alarm.getByText("mcp-1").waitFor()
    await screenshot(page, "system-alarms")
    await page.getByRole("button", { name: "Retry all of record-call" }).click()
    await page.getByText("record-call: 1 job offered again").waitFor()
    await alarms.getByText("No items").waitFor()
    const mcp = page.getByRole("region", { name: "Services" }).getByRole("row", { name: /^mcp-1/ })
    await mcp.getByText(/\d{4}-\d\d-\d\d \d\d:\d\d Z/).waitFor()
  })

  it("records one call from the page, and finds that its key is gone", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("Recordings").click()
    const panel = page.getByRole("region", { name: "Recordings", exact: true })
    await panel.getByText("1 to 3 of 3").waitFor()
    await panel.getByRole("button", { name: "Record one call" }).click()
    await panel.getByText("One call was recorded").waitFor()
    await panel.getByText("1 to 4 of 4").waitFor()
    await panel.getByRole("button", { name: "Verify all" }).click()
    await panel.getByText(/ media files fail$/).waitFor()
    expect(await panel.getByRole("cell", { name: "fails", exact: true }).count()).toBe(4)
  })

  it("sets [mpc] mediamgr.CA_file of the MCP, which applies at its restart", async () => {
    const { page } = stage()
    await followMenu(page, "Configuration > Configuration Manager > Applications")
    await page.getByRole("link", { name: "mcp-1" }).click()
    await page.getByRole("button", { name: "New" }).click()
    const option = page.getByRole("dialog", { name: "New Option" })
    await option.getByLabel("Section").fill("mpc")
    await option.getByLabel("Name").fill("mediamgr.CA_file")
    await option.getByLabel("Value").fill(GUIDE_PATH)
    await option.getByRole("button", { name: "Save" }).click()
    const row = page.getByRole("row", { name: /mediamgr\.CA_file/ })
    await row.getByText("restart pending").waitFor()
    await row.getByText("not set").waitFor()
    await screenshot(page, "restart-pending")
    await page.getByRole("button", { name: "Restart mcp-1" }).click()
    const isEffective = async () => (await row.getByText(GUIDE_PATH).count()) === 2
    await until("what is configured is effective", isEffective)
    expect(await row.getByText("restart pending").count()).toBe(0)
  })

  it("puts a fault on at one service, and takes it off: System, Faults", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("System").click()
    const faults = page.getByRole("region", { name: "Faults" })
    await faults.getByRole("button", { name: "Add", exact: true }).click()
    const dialog = page.getByRole("dialog", { name: "Add Fault" })
    await dialog.getByLabel("Fault", { exact: true }).selectOption("queue.slow-delivery")
    await dialog.getByLabel("Service").selectOption("muxer-1")
    await dialog.getByLabel("Probability, %").fill("25")
    await dialog.getByLabel(/^delayMs/).fill("20")
    await dialog.getByRole("button", { name: "Add" }).click()
    const row = faults.getByRole("row", { name: /^muxer-1 queue.slow-delivery 25 %/ })
    await row.getByText("delayMs=20").waitFor()
    await screenshot(page, "system-faults")
    await row.getByRole("button", { name: "Remove queue.slow-delivery from muxer-1" }).click()
    await row.waitFor({ state: "detached" })
  })

  it("lists the scenarios that a person can step through", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("Scenarios").click()
    await page.getByRole("link", { name: /^Planned rotation/ }).click()
    const step = page.getByRole("button", { name: "Step", exact: true })
    await step.waitFor()
    expect(await step.isEnabled()).toBe(true)
  })

  it("moves a profile to another tenant: Move To", async () => {
    const { page } = stage()
    await followMenu(page, "Configuration > Configuration Manager > Voice Platform Profiles")
    await page.getByRole("link", { name: "recording", exact: true }).click()
    await page.getByRole("button", { name: "Move To" }).click()
    const dialog = page.getByRole("dialog", { name: "Move recording To" })
    await dialog.getByLabel("Tenant *").fill("Resources")
    await dialog.getByRole("button", { name: "Move" }).click()
    await dialog.waitFor({ state: "detached" })
    const tenant = page.getByLabel("Tenant", { exact: true })
    await until(
      "the tab shows the new tenant",
      async () => (await tenant.inputValue()) === "Resources",
    )
  })

  it("lists all users and their privileges, without anything secret: Accounts", async () => {
    const { page } = stage()
    await page.getByRole("navigation", { name: "Main" }).getByText("Accounts").click()
    const row = page.getByRole("row", { name: /^default/ })
    await row.getByText("granted").first().waitFor()
    expect(await row.getByText("granted", { exact: true }).count()).toBe(2)
  })
}

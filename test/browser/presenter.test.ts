import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startGir, type RunningGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { consoleOf, hasChromium, type Console } from "./console.ts"
import { inspect } from "./inspect.ts"

const WAIT_MS = 120_000
const PLAYED = "Recordings, played after every step"
const TITLES = [
  "Call",
  "MCP",
  "Envelope",
  "Storage Destination",
  "Recording Processor",
  "RWS",
  "RCS",
  "Playback",
  "Screen",
  "RWS encrypts",
  "Muxer",
  "Encrypted again",
  "Playback",
  "Step 3: overlap",
  "Envelope",
  "Step 4: complete",
  PLAYED,
  PLAYED,
  "RCS",
  PLAYED,
  "MCP",
  PLAYED,
]
const SLIDES = TITLES.length

/** One rehearsal, told slide by slide: `gir demo --present`. */
describe.runIf(hasChromium)("the presenter's demo, by keyboard alone", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let gir: RunningGir
  let console: Console
  let page: Page

  beforeAll(async () => {
    folder = await tempFolder()
    gir = startGir(["demo", "--present"], { folder: folder.path })
    await until("the first slide is there", () => gir.stdout().includes("Ctrl-C"), {
      timeoutMs: WAIT_MS,
    })
    console = await consoleOf(gir.stdout())
    page = await console.newPerson()
    await page.goto(`${console.url}/present`)
    await logInByKeyboard(page, console.password)
  }, WAIT_MS)

  afterAll(async () => {
    await console?.close()
    gir?.kill("SIGTERM")
    await gir?.ended
    await folder?.remove()
  })

  it(
    "goes from start to end: hops, screen and mux, rotation, lost key, expiry",
    async () => {
      expect(await titlesUntilTheEnd(page)).toEqual(TITLES)
    },
    WAIT_MS,
  )

  it("looks back at an earlier slide, and undoes nothing", async () => {
    await page.keyboard.press("Home")
    for (let slide = 2; slide <= 4; slide += 1) await page.keyboard.press("PageDown")
    await page.getByText(/^30 8[0-9a-f]( [0-9a-f]{2}){30} …$/).waitFor()
    await page.keyboard.press("PageUp")
    await page.getByText(/^serial 2A01, at \d+/).waitFor()
    await page.getByText(`3 of ${SLIDES} held`).waitFor()
    for (let slide = 4; slide < SLIDES; slide += 1) await page.keyboard.press("ArrowRight")
    await page.getByText(`${SLIDES - 1} of ${SLIDES} held`).waitFor()
    await page.getByText("ERR_MCP_NO_USABLE_RECIPIENT").first().waitFor()
  })

  it("shows the trap under the other switch, each with its fidelity label", async () => {
    await page.keyboard.press("w")
    const label = (policy: string) => page.getByRole("region", { name: policy })
    await label("noUsableRecipient=refuse").getByText("[A] assumed").waitFor()
    await label("noUsableRecipient=continue").getByText("[M] measured").waitFor()
    await label("noUsableRecipient=continue").getByText("the call plays").waitFor()
    await page.getByText(`${SLIDES - 1} of ${SLIDES} held`).waitFor()
  })

  it("hides the speaker's notes, and restarts", async () => {
    const notes = page.getByRole("complementary", { name: "Speaker's notes" })
    await notes.getByText("Press W to see the same call").waitFor()
    await page.keyboard.press("n")
    await notes.waitFor({ state: "detached" })
    expect(await inspect(page, "presenter")).toEqual([])
    await page.keyboard.press("r")
    await page.getByText(`1 of ${SLIDES} held`).waitFor()
  })
})

async function logInByKeyboard(page: Page, password: string): Promise<void> {
  await page.getByLabel("Password").waitFor()
  const isThere = () =>
    page.evaluate<boolean>("document.activeElement?.getAttribute('type') === 'password'")
  while (!(await isThere())) await page.keyboard.press("Tab")
  await page.keyboard.type(password)
  await page.keyboard.press("Enter")
}

/** Goes on by one key after the other until the last slide. */
async function titlesUntilTheEnd(page: Page): Promise<string[]> {
  const keys = ["ArrowRight", "Space", "PageDown"]
  const title = page.getByRole("heading", { level: 1 })
  await page.getByText(`1 of ${SLIDES} held`).waitFor()
  const titles = [await title.innerText()]
  for (let slide = 2; slide <= SLIDES; slide += 1) {
    await page.keyboard.press(keys[slide % keys.length] ?? "")
    await page.getByText(`${slide} of ${SLIDES} held`).waitFor()
    titles.push(await title.innerText())
  }
  return titles
}

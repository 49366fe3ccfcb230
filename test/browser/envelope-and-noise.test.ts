import { execFileSync } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { writeCallAudio } from "../harness/call-audio.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { startWorld } from "../harness/world.ts"
import { hasChromium, logIn, openConsole, type Console } from "./console.ts"
import { inspect } from "./inspect.ts"

/** A value as `openssl asn1parse` prints it. */
interface Parsed {
  readonly offset: number
  readonly depth: number
  readonly end: number
}

/** In the page: selects each value of the tree, and reads which bytes are highlighted. */
const HIGHLIGHTS = `(async () => {
  const drawn = () => new Promise((next) => setTimeout(next))
  const shown = [...document.querySelectorAll(".hex-byte[data-byte]")].map((one) => Number(one.dataset.byte))
  const found = []
  for (const item of document.querySelectorAll("[role=treeitem]")) {
    item.click()
    await drawn()
    const hex = [...document.querySelectorAll(".hex-byte[data-selected]")].map((one) => Number(one.dataset.byte))
    const text = [...document.querySelectorAll(".hex-text mark")].flatMap(({ dataset: { from, to } }) =>
      Array.from({ length: Number(to) - Number(from) }, (_, more) => Number(from) + more))
    found.push({
      offset: Number(item.dataset.offset), depth: Number(item.ariaLevel) - 1,
      hex, text, says: document.querySelector(".envelope-explained").innerText,
    })
  }
  return { shown, found }
})()`

/** In the page: clicks each byte, in hex and in text, and reads which value is selected. */
const SELECTIONS = `(async () => {
  const drawn = () => new Promise((next) => setTimeout(next))
  const found = []
  const click = async (byte, element, clientX) => {
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX }))
    await drawn()
    const item = document.querySelector("[role=treeitem][aria-selected=true]")
    found.push([byte, Number(item.dataset.offset)])
  }
  const bytes = [...document.querySelectorAll(".hex-byte[data-byte]")]
  for (const [index, cell] of bytes.entries()) {
    const byte = Number(cell.dataset.byte)
    if (index % 14 === 0) await click(byte, cell, 0)
    if (index % 14 !== 7) continue
    const text = [...document.querySelectorAll(".hex-text")].find(({ dataset }) => Number(dataset.at) === byte - (byte % 16))
    const { left, width } = text.getBoundingClientRect()
    await click(byte, text, left + ((byte % 16) + 0.5) * width / 16)
  }
  return found
})()`

interface Highlights {
  readonly shown: readonly number[]
  readonly found: readonly {
    readonly offset: number
    readonly depth: number
    readonly hex: readonly number[]
    readonly text: readonly number[]
    readonly says: string
  }[]
}

describe.runIf(hasChromium)("the envelope inspector and the noise player", () => {
  let world: Awaited<ReturnType<typeof startWorld>>
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let console: Console
  let page: Page
  let recordingPath: string

  beforeAll(async () => {
    world = await startWorld()
    folder = await tempFolder()
    console = await openConsole(world)
    const call = { folder: folder.path, name: "minute.wav", number: 0, durationMs: 60_000 }
    const { path } = await writeCallAudio(call)
    const { ivrProfileDbid } = world.installation
    const audio = { kind: "file" as const, path }
    const { recordingId, call: recorded } = await world.record({ ivrProfileDbid, audio })
    expect(recorded.status).toBe("done")
    recordingPath = `/recordings/${recordingId}`
    page = await console.newPerson()
    await logIn(page, console, recordingPath)
  })

  afterAll(async () => {
    await console?.close()
    await world?.close()
    await folder?.remove()
  })

  it("opens the envelope of a minute within a second, or twice the time that its page takes", async () => {
    const loaded: number[] = []
    const opened: number[] = []
    for (let times = 0; times < 3; times += 1) {
      const begun = performance.now()
      await page.goto(`${console.url}${recordingPath}`)
      const button = page.getByRole("button", { name: "Envelope" })
      await button.waitFor()
      const shown = performance.now()
      await button.click()
      await page.getByRole("treeitem").first().waitFor()
      loaded.push(shown - begun)
      opened.push(performance.now() - shown)
    }
    expect(Math.min(...opened)).toBeLessThan(Math.max(1_000, 2 * Math.max(...loaded)))
  })

  it("highlights for every value the bytes that openssl asn1parse gives, and finds it by its bytes", async () => {
    const file = await saveBytes()
    const parsed = asn1parse(file)
    await unfoldAll()
    const { shown, found } = await page.evaluate<Highlights>(HIGHLIGHTS)
    expect(found.map(({ offset, depth }) => [offset, depth])).toEqual(
      parsed.map(({ offset, depth }) => [offset, depth]),
    )
    for (const [index, { offset, end }] of parsed.entries()) {
      const { hex, text, says } = found[index]!
      const inside = shown.filter((byte) => byte >= offset && byte < end)
      expect([offset, hex]).toEqual([offset, inside])
      expect(text).toEqual(inside)
      expect(says).toMatch(/ · (RFC|X\.690) .+ · .+\./)
    }
    const selected = await page.evaluate<[number, number][]>(SELECTIONS)
    for (const [byte, offset] of selected) {
      const innermost = parsed.findLast((one) => byte >= one.offset && byte < one.end)
      expect([byte, offset]).toEqual([byte, innermost?.offset])
    }
  })

  it("prints for every value a command that shows its bytes, and steps that run", async () => {
    const file = await saveBytes()
    const name = file.slice(folder.path.length + 1)
    const lines = await page
      .locator("details code")
      .allTextContents()
      .then((all) => all.filter((line) => line.includes(name) && !/KEY|CEK/.test(line)))
    await page.getByRole("treeitem", { name: /^rid / }).first().click()
    lines.push(await page.locator(".envelope-explained code").innerText())
    expect(lines).toHaveLength(3)
    const printed = lines.map((line) =>
      execFileSync("sh", ["-c", line], { cwd: folder.path, encoding: "utf8", maxBuffer: 1e8 }),
    )
    expect(printed[0]).toContain("pkcs7-envelopedData")
    expect(printed[1]).toContain("recipientInfos")
    expect(printed[2]).toContain("commonName")
  })

  it("leads from a recipient to its certificate, and says that RCS holds the key", async () => {
    await page
      .getByRole("treeitem", { name: /KeyTransRecipientInfo/ })
      .first()
      .click()
    const explained = page.locator(".envelope-explained")
    await explained.getByText("RCS holds its key").waitFor()
    await explained.getByRole("link", { name: "Certificate" }).click()
    await page.getByRole("row", { name: /Calls/ }).waitFor()
    await page.goBack()
    await page.getByRole("treeitem").first().waitFor()
  })

  it("is led by keys; axe looks at it in accessibility.test.ts", async () => {
    await page.getByRole("treeitem").first().focus()
    await page.keyboard.press("ArrowDown")
    const selected = page.locator("[role=treeitem][aria-selected=true]")
    expect(await selected.innerText()).toContain("contentType")
    await page.keyboard.press("End")
    expect(await selected.innerText()).toContain("encryptedContent")
    await page.keyboard.press("Escape")
    expect(await selected.innerText()).toContain("encryptedContentInfo")
  })

  it("computes from the bytes what noise hides, and what ECB does not", async () => {
    await page.goto(`${console.url}/noise`)
    const measured = (form: string, measure: string) =>
      page.locator(`[data-form=${form}] [data-measure=${measure}]`).innerText()
    await page.locator("[data-form=wrongKey]").waitFor()
    const repeated = async (form: string): Promise<number> =>
      Number.parseInt((await measured(form, "blocks")).replaceAll(",", ""), 10)
    const entropy = async (form: string): Promise<number> =>
      Number.parseFloat(await measured(form, "entropy"))

    const wav = await readFile(
      new URL("../../shared/media/assets/built-in-call.wav", import.meta.url),
    )
    const clear = wav.subarray(58, 58 + 64_000)
    const [clearEntropy, clearRepeated] = [entropyBySorting(clear), repeatedIn(clear)]
    expect(clearRepeated).toBeGreaterThan(100)
    for (const form of ["clear", "substitution"]) {
      expect(Math.abs((await entropy(form)) / clearEntropy - 1)).toBeLessThan(0.01)
    }
    for (const form of ["clear", "substitution", "ecb"]) {
      expect([form, await repeated(form)]).toEqual([form, clearRepeated])
    }
    for (const form of ["cbc", "gcm", "wrongKey"]) {
      expect([form, await repeated(form)]).toEqual([form, 0])
      // Miller and Madow: what a sample of this size lacks of 8 bits.
      const expected = 8 - 255 / (2 * clear.length * Math.LN2)
      expect(Math.abs((await entropy(form)) / expected - 1)).toBeLessThan(0.01)
      expect(Math.abs(Number((await measured(form, "lag1")).replace("−", "-")))).toBeLessThan(0.05)
    }
    const pauses = await page.locator("[data-measure=pauses]").innerText()
    const [, found, there] =
      /without a key: (.+)\. Pauses of the clear call: (.+)\./.exec(pauses) ?? []
    expect(found).toMatch(/\d s/)
    expect(found).toBe(there)
  })

  it("plays by keyboard, one form at a time", async () => {
    await page.getByRole("button", { name: "Play AES-256-ECB" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Stop AES-256-ECB" }).waitFor()
    await page.getByRole("button", { name: "Play AES-256-CBC" }).focus()
    await page.keyboard.press("Space")
    await page.getByRole("button", { name: "Stop AES-256-CBC" }).waitFor()
    await page.getByRole("button", { name: "Play AES-256-ECB" }).waitFor()
    await page.keyboard.press("Space")
    await page.getByRole("button", { name: "Play AES-256-CBC" }).waitFor()
  })

  it("has contrast in both themes: axe finds nothing", async () => {
    expect(await inspect(page, "noise")).toEqual([])
  })

  it("asks no other host for anything", () => {
    expect(console.foreignRequests).toEqual([])
  })

  async function saveBytes(): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save bytes" }).click(),
    ])
    const file = join(folder.path, download.suggestedFilename())
    await download.saveAs(file)
    return file
  }

  async function unfoldAll(): Promise<void> {
    const folded = page.locator("[role=treeitem][aria-expanded=false]")
    await until("every value is unfolded", async () => {
      if ((await folded.count()) === 0) return true
      await folded.first().click()
      await page.keyboard.press("ArrowRight")
      return false
    })
  }
})

/** `   21:d=2  hl=4 l= 1234 cons: SEQUENCE` */
function asn1parse(file: string): Parsed[] {
  const printed = execFileSync("openssl", ["asn1parse", "-inform", "DER", "-in", file], {
    encoding: "utf8",
    maxBuffer: 1e8,
  })
  return [...printed.matchAll(/^ *(\d+):d=(\d+) +hl=(\d+) l= *(\d+) /gm)].map((line) => {
    const [offset = 0, depth = 0, header = 0, length = 0] = line.slice(1).map(Number)
    return { offset, depth, end: offset + header + length }
  })
}

/** Entropy without a histogram: runs of the sorted bytes, natural logarithms. */
function entropyBySorting(bytes: Uint8Array): number {
  const sorted = bytes.toSorted()
  let nats = Math.log(sorted.length)
  for (let from = 0; from < sorted.length;) {
    const end = sorted.lastIndexOf(sorted[from]!) + 1
    nats -= ((end - from) * Math.log(end - from)) / sorted.length
    from = end
  }
  return nats / Math.LN2
}

/** Blocks that have their like, found by comparing neighbours in order. */
function repeatedIn(bytes: Buffer): number {
  const blocks = Array.from({ length: bytes.length / 16 }, (_, index) =>
    bytes.toString("latin1", index * 16, index * 16 + 16),
  ).toSorted()
  return blocks.filter((block, at) => block === blocks[at - 1] || block === blocks[at + 1]).length
}

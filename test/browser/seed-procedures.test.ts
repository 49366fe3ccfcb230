import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { startLiveInstallation, type LiveInstallation } from "../harness/live-installation.ts"
import { GUIDE_PATH } from "../harness/provision.ts"
import { openWorld, urlOf, type World } from "../harness/world.ts"
import { recordingSteps, systemSteps } from "./simulator-steps.ts"
import {
  chooseFile,
  followMenu,
  hasChromium,
  logIn,
  openConsole,
  screenshot,
  type Console,
} from "./console.ts"

const RECORDING_B = "Interaction Recording B (Email not set)"
const SCREENS = "Interaction Recording S (Email not set)"
const RECORDING_C = "Interaction Recording C (Email not set)"

/** One installation, one administrator, from an empty keystore to a recording that plays. */
describe.runIf(hasChromium)("the guide's procedures, clicked as printed", () => {
  let site: LiveInstallation
  let world: World
  let console: Console
  let page: Page
  let recordingId = ""

  beforeAll(async () => {
    site = await startLiveInstallation()
    world = await openWorld(site)
    console = await openConsole(site)
    page = await console.newPerson()
    await logIn(page, console)
  })

  afterAll(async () => {
    await console?.close()
    await world?.close()
    await site?.remove()
  })

  it("uploads a certificate: Administration > Certificates, Upload, Choose File, Save", async () => {
    const pair = await world.issue("Interaction Recording B")
    await followMenu(page, "Administration > Certificates")
    const panel = page.getByRole("region", { name: "Recording Certificates" })
    await panel.getByText("No items").waitFor()
    await panel.getByRole("button", { name: "Upload" }).first().click()

    const upload = page.getByRole("dialog", { name: "Upload Certificate" })
    expect(await upload.getByLabel("Subject Name").inputValue()).toBe("")
    await chooseFile(page, "Certificate File *", { name: "cert1.pem", text: pair.certificatePem })
    await filled(upload.getByLabel("Subject Name"), RECORDING_B)
    await filled(upload.getByLabel("Serial Number"), pair.certificate.serialNumber)
    await filled(upload.getByLabel("Subject DN"), /^C=US,.*CN=Interaction Recording B$/)
    await filled(upload.getByLabel("Issuer DN"), /CN=Interaction Recording CA$/)
    await chooseFile(page, "Key File *", { name: "cert1.key", text: pair.privateKeyPem })
    await filled(upload.getByLabel("Key Details"), /private key file$/)
    await screenshot(page, "upload-certificate")
    await upload.getByRole("button", { name: "Save" }).click()
    await upload.waitFor({ state: "detached" })

    await panel.getByRole("cell", { name: RECORDING_B, exact: true }).waitFor()
    expect(await headings(page)).toEqual(["Issued To", "Issued By", "Expires", "Deployed Count"])
    await screenshot(page, "certificates")
  })

  it("narrows the list by Quick Filter, and shows more by Column Picker", async () => {
    await page.getByLabel("Quick Filter").fill("nobody")
    await page.getByText("No items match “nobody”").waitFor()
    await page.getByRole("button", { name: "Clear filter" }).click()
    await page.getByRole("button", { name: "Column Picker" }).click()
    await page.getByRole("checkbox", { name: "Serial Number" }).check()
    await page.keyboard.press("Escape")
    expect(await headings(page)).toContain("Serial Number")
    expect(new URL(page.url()).searchParams.get("columns")).toContain("serialNumber")
  })

  it("refuses a key of another certificate, and keeps the panel open", async () => {
    const [one, other] = [await world.issue("One"), await world.issue("Other")]
    await page.getByRole("button", { name: "Upload" }).first().click()
    const upload = page.getByRole("dialog", { name: "Upload Certificate" })
    await chooseFile(page, "Certificate File *", { name: "one.pem", text: one.certificatePem })
    await chooseFile(page, "Key File *", { name: "other.key", text: other.privateKeyPem })
    await upload.getByRole("button", { name: "Save" }).click()
    await upload.getByRole("alert").getByText("ERR_X509_KEY_MISMATCH").waitFor()
    await upload.getByRole("button", { name: "Cancel" }).click()
    expect(await page.getByRole("cell", { name: /^One/ }).count()).toBe(0)
  })

  it("sets the CA file of the profile: gvp.service-parameters, in the Options tab", async () => {
    await openProfile(page)
    await page.getByRole("link", { name: "Options" }).click()
    await page.getByRole("button", { name: "New" }).click()
    const option = page.getByRole("dialog", { name: "New Option" })
    await option.getByLabel("Section").fill("gvp.service-parameters")
    await option.getByLabel("Name").fill("recordingclient.gvp.config.mpc.mediamgr.CA_file")
    await option.getByLabel("Value").fill(`fixed,${GUIDE_PATH}`)
    await option.getByRole("button", { name: "Save" }).click()
    await page.getByRole("cell", { name: `fixed,${GUIDE_PATH}` }).waitFor()
  })

  it("deploys it: Voice Platform Profiles, Recording, Add, Select Certificate, Save", async () => {
    await openProfile(page)
    await screenshot(page, "profile-general")
    await page.getByRole("link", { name: "Recording", exact: true }).click()
    const panel = page.getByRole("region", { name: "Recording Certificates" })
    await panel.getByText("No items").waitFor()
    await addCertificate(page, RECORDING_B)
    await page.getByRole("radio", { name: "audio/mp3" }).check()
    await page.getByRole("radio", { name: "audio/wav" }).check()
    await page.getByRole("checkbox", { name: "Agent ID" }).check()
    await screenshot(page, "profile-recording")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByRole("link", { name: "recording", exact: true }).waitFor()

    const stored = await world.peers.configuration.profile(site.ivrProfileDbid)
    expect(Object.keys(stored.options["recording-certificates"] ?? {})).toEqual(["certificates-1"])
    await followMenu(page, "Administration > Certificates")
    await page.getByRole("row", { name: RECORDING_B }).getByText("1", { exact: true }).waitFor()
  })

  it("assigns one to screens: Screen Recording Certificates, Add, Select, Save", async () => {
    await uploadPair(page, await world.issue("Interaction Recording S"))
    await followMenu(page, "Administration > Screen Recording Certificates")
    await page.getByText("No items").waitFor()
    await page.getByRole("button", { name: "Add" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click()
    await addCertificate(page, SCREENS)
    await page.getByRole("button", { name: "Cancel" }).click()
    await page.getByText("No items").waitFor()
    await addCertificate(page, SCREENS)
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Saved").waitFor()
    await screenshot(page, "screen-recording-certificates")
  })

  it("records a call with its screen, and plays both and the mux in the page", async () => {
    const screen = { source: { kind: "built-in" } as const, durationMs: 3_000 }
    const recorded = await world.record({ ivrProfileDbid: site.ivrProfileDbid, screen })
    expect([recorded.call.status, recorded.screen?.status]).toEqual(["done", "done"])
    recordingId = recorded.recordingId

    await page.getByRole("navigation", { name: "Main" }).getByText("Recordings").click()
    const list = page.getByRole("region", { name: "Recordings", exact: true })
    await list.getByTitle(recordingId).click()
    await page.getByRole("region", { name: "Call", exact: true }).waitFor()
    const sound = page.locator("audio")
    await until("the sound can be played", () => ready(sound))
    await page.getByRole("button", { name: "Play" }).click()
    await until("time goes on", async () => (await currentTime(sound)) > 0.2)
    await page.getByRole("button", { name: "Pause" }).click()
    await page.getByRole("slider").press("End")
    await until("the end is reached", async () => (await currentTime(sound)) > 1)
    for (const video of await page.locator("video").all()) {
      await until("the video can be played", () => ready(video))
    }
    expect(await page.locator("video").count()).toBe(2)
    await until("the waveform is drawn", () => page.evaluate(IS_DRAWN))
    await screenshot(page, "recording")
  })

  it("shows the envelope: a byte selects its deepest field, Esc the one around it", async () => {
    const call = page.getByRole("region", { name: "Call", exact: true })
    await call.getByRole("button", { name: "Envelope" }).click()
    const key = call.getByRole("treeitem").filter({ hasText: "encryptedKey" })
    const offset = Number(await key.getAttribute("data-offset"))
    await call.locator(`.hex-byte[data-byte="${offset + 100}"]`).click()
    const chosen = call.getByRole("treeitem", { selected: true })
    await chosen.getByText("encryptedKey").waitFor()
    expect(await chosen.getAttribute("data-offset")).toBe(String(offset))
    await screenshot(page, "envelope")
    await chosen.press("Escape")
    await chosen.getByText("KeyTransRecipientInfo").waitFor()
    await call.getByText("RFC 5652 section 6.2.1").waitFor()
  })

  recordingSteps(() => ({ page, consoleUrl: console.url, recordingId }))

  it("does not show another session's upload until log out and log in", async () => {
    const second = await console.newPerson()
    await logIn(second, console, "/administration/certificates")
    await second.getByRole("cell", { name: RECORDING_B, exact: true }).waitFor()
    await followMenu(page, "Administration > Certificates")
    await uploadPair(page, await world.issue("Interaction Recording C"))
    await page.getByRole("cell", { name: RECORDING_C, exact: true }).waitFor()

    await second.reload()
    await second.getByRole("cell", { name: RECORDING_B, exact: true }).waitFor()
    await second.getByText(/^Stale: this list was taken at your login/).waitFor()
    expect(await second.getByRole("cell", { name: RECORDING_C, exact: true }).count()).toBe(0)
    await screenshot(second, "stale-session")
    await second.getByRole("button", { name: "Log Out" }).click()
    await logIn(second, console, "/administration/certificates")
    await second.getByRole("cell", { name: RECORDING_C, exact: true }).waitFor()
    await second.context().close()
  })

  it("corrupts a certificate that is opened and saved in Options; Remove, Add, Save mends it", async () => {
    await openProfile(page)
    await page.getByRole("link", { name: "Options" }).click()
    await page.getByRole("button", { name: "certificates-1" }).click()
    const option = page.getByRole("dialog", { name: "Edit Option" })
    await option.getByRole("button", { name: "Save" }).click()
    await option.waitFor({ state: "detached" })
    await page.getByRole("link", { name: "Recording", exact: true }).click()
    await page.getByText(/^certificates-1 is corrupted/).waitFor()
    await screenshot(page, "corrupted-certificate")
    const refused = await world.record({ ivrProfileDbid: site.ivrProfileDbid })
    expect(refused.call).toMatchObject({ status: "failed", code: "ERR_MCP_NO_USABLE_RECIPIENT" })

    await page.getByRole("checkbox", { name: "certificates-1" }).check()
    await page.getByRole("button", { name: "Remove" }).click()
    await addCertificate(page, RECORDING_B)
    await page.getByRole("button", { name: "Apply" }).click()
    await page.getByText("Saved").waitFor()
    expect(await page.getByText(/is corrupted/).count()).toBe(0)
    const mended = await world.record({ ivrProfileDbid: site.ivrProfileDbid })
    expect(mended.call.status).toBe("done")
  })

  it("deletes a needed key only after its exact count was typed", async () => {
    await followMenu(page, "Administration > Certificates")
    await page.getByRole("checkbox", { name: RECORDING_B }).check()
    await page.getByRole("button", { name: "Delete" }).click()
    const dialog = page.getByRole("dialog", { name: "Delete Recording Certificate" })
    const confirm = dialog.getByRole("button", { name: "Delete, and lose 2 recordings" })
    await confirm.waitFor()
    expect(await dialog.locator("button:focus").innerText()).toBe("Cancel")
    const count = dialog.getByLabel("Type the number of recordings that you will lose")
    for (const wrong of ["1", "22", "two"]) {
      await count.fill(wrong)
      expect(await confirm.isDisabled()).toBe(true)
    }
    await screenshot(page, "delete-certificate")
    await count.fill("2")
    await confirm.click()
    await dialog.waitFor({ state: "detached" })
    expect(await page.getByRole("cell", { name: RECORDING_B, exact: true }).count()).toBe(0)

    await page.goto(`${console.url}/recordings/${recordingId}`)
    const call = page.getByRole("region", { name: "Call", exact: true })
    await call.getByText("ERR_RCS_KEY_NOT_FOUND").waitFor()
    await screenshot(page, "key-not-found")
  })

  it("answers 'RCS is not available' after RCS was restarted, until log out and log in", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByText("System").click()
    await page.getByRole("button", { name: "Restart rcs" }).first().click()
    await page.getByText(/was restarted/).waitFor()
    await screenshot(page, "system")
    const readiness = `${urlOf(site, "rcs")}/readyz`
    await until("RCS is ready again", async () => (await fetch(readiness).catch(() => null))?.ok)
    await followMenu(page, "Administration > Certificates")
    const dialog = page.getByRole("dialog", { name: "401" })
    await dialog.getByText("RCS is not available", { exact: true }).waitFor()
    await screenshot(page, "rcs-not-available")
    await page.keyboard.press("Escape")
    await dialog.getByRole("button", { name: "Log Out" }).click()
    await logIn(page, console, "/administration/certificates")
    await page.getByRole("cell", { name: SCREENS, exact: true }).waitFor()
  })

  systemSteps(() => ({ page, consoleUrl: console.url, recordingId }))

  it("asked no other host for anything", () => {
    expect(console.foreignRequests).toEqual([])
  })
})

/** True when the canvas holds more than its background. */
const IS_DRAWN = `(() => {
  const canvas = document.querySelector("canvas")
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  return data.filter((value, index) => index % 4 === 3 && value > 0).length > canvas.width * 4
})()`

type Locator = ReturnType<Page["locator"]>

async function filled(field: Locator, wanted: string | RegExp): Promise<void> {
  await until(`a field says ${String(wanted)}`, async () => {
    const value = await field.inputValue()
    return typeof wanted === "string" ? value === wanted : wanted.test(value)
  })
}

async function headings(page: Page): Promise<string[]> {
  const texts = await page.getByRole("columnheader").allInnerTexts()
  return texts.map((text) => text.trim()).filter((text) => text !== "")
}

async function openProfile(page: Page): Promise<void> {
  await followMenu(page, "Configuration > Configuration Manager > Voice Platform Profiles")
  await page.getByRole("link", { name: "recording", exact: true }).click()
  await page.getByText("recording Properties").waitFor()
}

async function addCertificate(page: Page, issuedTo: string): Promise<void> {
  await page.getByRole("button", { name: "Add" }).click()
  const window = page.getByRole("dialog", { name: "Select Certificate" })
  await window.getByRole("checkbox", { name: issuedTo }).check()
  await window.getByRole("button", { name: "Add" }).click()
  await page.getByRole("cell", { name: issuedTo, exact: true }).waitFor()
}

interface Pair {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

async function uploadPair(page: Page, pair: Pair): Promise<void> {
  await page.getByRole("button", { name: "Upload" }).first().click()
  const upload = page.getByRole("dialog", { name: "Upload Certificate" })
  await chooseFile(page, "Certificate File *", { name: "c.pem", text: pair.certificatePem })
  await chooseFile(page, "Key File *", { name: "c.key", text: pair.privateKeyPem })
  await upload.getByRole("button", { name: "Save" }).click()
  await upload.waitFor({ state: "detached" })
}

function ready(media: Locator): Promise<boolean> {
  return media.evaluate((element: { readonly readyState: number }) => element.readyState >= 1)
}

function currentTime(media: Locator): Promise<number> {
  return media.evaluate((element: { readonly currentTime: number }) => element.currentTime)
}

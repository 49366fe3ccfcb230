import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import { chooseFile, followMenu } from "./console.ts"
import { inspect } from "./inspect.ts"

const B = "Interaction Recording B (Email not set)"
const A = "Interaction Recording A (Email not set)"

/**
 * Lab 3 as a student does it: on the guide's screens, with the lab beside them.
 *
 * @param files the folder with what the student uploads.
 */
export async function doLabThree(page: Page, files: string): Promise<void> {
  await followMenu(page, "Operations > Labs")
  await page.getByRole("button", { name: "Start Rotate with nothing lost" }).click()
  const lab = page.getByRole("complementary", { name: "Lab 3" })
  await lab.getByText("0 of 2").waitFor()
  await lab.getByRole("button", { name: "Hint" }).click()
  await lab.getByText("Hint 1 of 3: A key has to be in RCS").waitFor()
  await followMenu(page, "Administration > Certificates")
  await deleteEverything(page)
  await lab.getByRole("button", { name: "Check" }).click()
  await lab.getByRole("alert").getByText("No key is left in RCS").waitFor()
  await lab.getByRole("button", { name: "Solution" }).click()
  await lab.getByRole("region", { name: "Solution" }).getByText("upload").waitFor()
  await lab.getByRole("button", { name: "Reset" }).click()
  await lab.getByText(/^Back at the start after \d+\.\d s$/).waitFor()

  await upload(page, files, "B")
  await openRecordingTab(page)
  await add(page, B)
  await remove(page, A)
  await lab.getByRole("button", { name: "Check" }).click()
  await lab.getByRole("region", { name: "Why" }).getByText("nothing changes that").waitFor()
  await lab.getByText("2 of 2").waitFor()
  expect(await inspect(page, "lab")).toEqual([])
}

/** The wrong thing to do: two calls are lost with the key, and that many have to be typed. */
async function deleteEverything(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: A }).check()
  await page.getByRole("button", { name: "Delete" }).click()
  const window = page.getByRole("dialog", { name: "Delete Recording Certificate" })
  await window.getByLabel(/^Type the number/).fill("2")
  await window.getByRole("button", { name: /^Delete, and lose/ }).click()
  await window.waitFor({ state: "detached" })
}

async function upload(page: Page, folder: string, name: string): Promise<void> {
  await page.getByRole("button", { name: "Upload" }).first().click()
  const panel = page.getByRole("dialog", { name: "Upload Certificate" })
  for (const [label, file] of [
    ["Certificate File *", `${name}_cert.pem`],
    ["Key File *", `${name}_private_key.pem`],
  ] as const) {
    const text = await readFile(join(folder, file), "utf8")
    await chooseFile(page, label, { name: file, text })
  }
  await panel.getByRole("button", { name: "Save" }).click()
  await panel.waitFor({ state: "detached" })
}

async function openRecordingTab(page: Page): Promise<void> {
  await followMenu(page, "Configuration > Configuration Manager > Voice Platform Profiles")
  await page.getByRole("link", { name: "recording", exact: true }).click()
  await page.getByRole("link", { name: "Recording", exact: true }).click()
}

async function add(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add" }).first().click()
  const window = page.getByRole("dialog", { name: "Select Certificate" })
  await window.getByRole("checkbox", { name }).check()
  await window.getByRole("button", { name: "Add" }).click()
  await window.waitFor({ state: "detached" })
}

async function remove(page: Page, name: string): Promise<void> {
  await page.getByRole("checkbox", { name }).check()
  await page.getByRole("button", { name: "Remove" }).first().click()
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await page.getByRole("link", { name: "recording", exact: true }).waitFor()
}

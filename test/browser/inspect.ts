import { AxeBuilder } from "@axe-core/playwright"
import type { Page } from "playwright-core"
import { screenshot } from "./console.ts"

const LOOKS = [
  { colorScheme: "light", width: 1_280 },
  { colorScheme: "dark", width: 1_280 },
  { colorScheme: "light", width: 390 },
  { colorScheme: "dark", width: 390 },
] as const

/** True when the page as a whole scrolls sideways. */
const IS_WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"

/** @returns what is wrong on the page in any of its looks, each with its place. */
export async function inspect(page: Page, place: string): Promise<string[]> {
  const found: string[] = []
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    const where = `${place}, ${colorScheme}, ${width} px`
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      // What holds is not described node by node, which takes longer than finding it.
      .options({ resultTypes: ["violations"] })
      .analyze()
    for (const { id, nodes } of violations) {
      for (const { target } of nodes) found.push(`${where}: ${id} at ${target.join(" ")}`)
    }
    if (await page.evaluate<boolean>(IS_WIDER_THAN_THE_WINDOW)) found.push(`${where}: too wide`)
    await screenshot(page, `${place}-${colorScheme}-${width}`)
  }
  await page.setViewportSize({ width: 1_280, height: 900 })
  return found
}

import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core"
import { isInstalled } from "../harness/optional-part.ts"
import { urlOf, type Site } from "../harness/world.ts"

export const hasChromium = isInstalled("chromium", {
  suite: "the console (test/browser)",
  probe: "--version",
})

/** Debian's browser; the tests bring none of their own. */
const CHROMIUM = "/usr/bin/chromium"
const SCREENSHOTS = fileURLToPath(new URL("../../reports/screenshots/", import.meta.url))
const DESKTOP = { width: 1_280, height: 900 }
/** Longer than any step of the console takes on a busy machine. */
const PATIENCE_MS = 20_000

/** The console of a running installation, in a browser. */
export interface Console {
  readonly url: string
  readonly password: string
  /** Opens a page with cookies of its own: another person. */
  newPerson(options?: PersonOptions): Promise<Page>
  /** Every request that left the installation. */
  readonly foreignRequests: readonly string[]
  close(): Promise<void>
}

export interface PersonOptions {
  readonly colorScheme?: "light" | "dark"
  readonly width?: number
}

export async function openConsole(site: Pick<Site, "nodes" | "secrets">): Promise<Console> {
  await mkdir(SCREENSHOTS, { recursive: true })
  const browser = await launch()
  const own = new Set(site.nodes.map(({ port }) => `127.0.0.1:${port}`))
  const foreignRequests: string[] = []
  return {
    url: urlOf(site, "gax"),
    password: await passwordOf(site),
    newPerson: (options) => newPage(browser, { ...options, own, foreignRequests }),
    foreignRequests,
    close: () => browser.close(),
  }
}

/** Somebody with a browser, who answers when a site asks for name and password. */
export interface Person {
  readonly page: Page
  close(): Promise<void>
}

export async function openPerson(credentials: {
  readonly userName: string
  readonly password: string
}): Promise<Person> {
  await mkdir(SCREENSHOTS, { recursive: true })
  const browser = await launch()
  const context = await browser.newContext({
    httpCredentials: { username: credentials.userName, password: credentials.password },
    viewport: DESKTOP,
    reducedMotion: "reduce",
  })
  context.setDefaultTimeout(PATIENCE_MS)
  return { page: await context.newPage(), close: () => browser.close() }
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  })
}

interface NewPage extends PersonOptions {
  readonly own: ReadonlySet<string>
  readonly foreignRequests: string[]
}

async function newPage(browser: Browser, options: NewPage): Promise<Page> {
  const { colorScheme = "light", width = DESKTOP.width, own, foreignRequests } = options
  const context: BrowserContext = await browser.newContext({
    colorScheme,
    viewport: { width, height: DESKTOP.height },
    reducedMotion: "reduce",
  })
  context.setDefaultTimeout(PATIENCE_MS)
  context.on("request", (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith("http") && !own.has(url.host)) foreignRequests.push(url.href)
  })
  return context.newPage()
}

/** @param printed what a gir command says: its console's address, and where the password stands. */
export function consoleOf(printed: string): Promise<Console> {
  const [, port = "", usersFile = ""] =
    /http:\/\/127\.0\.0\.1:(\d+)\S* .*password in (\S+)/.exec(printed) ?? []
  const gax = { name: "gax", service: "gax", port: Number(port), simPort: 0 } as const
  const secrets = { usersFile, serviceTokenFile: "", databaseUrlFile: "", redisUrlFile: "" }
  return openConsole({ nodes: [gax], secrets })
}

async function passwordOf({ secrets }: Pick<Site, "secrets">): Promise<string> {
  const users = JSON.parse(await readFile(secrets.usersFile, "utf8")) as readonly {
    readonly password: string
  }[]
  return users[0]?.password ?? ""
}

/** Logs in as a person does, wherever the page is. */
export async function logIn(page: Page, console: Console, path = "/"): Promise<void> {
  await page.goto(`${console.url}${path}`)
  await page.getByLabel("Password").fill(console.password)
  await page.getByRole("button", { name: "Log In" }).click()
  await page.getByText("Welcome default").waitFor({ state: "attached" })
}

/** Clicks through the guide's menus: `Administration > Certificates`. */
export async function followMenu(page: Page, path: string): Promise<void> {
  const [first = "", ...rest] = path.split(" > ")
  await page.getByRole("button", { name: first, exact: true }).click()
  for (const name of rest) await page.getByRole("menuitem", { name, exact: true }).click()
}

/** Answers the browser's own file window, as after Choose File. */
export async function chooseFile(
  page: Page,
  label: string,
  file: { readonly name: string; readonly text: string },
): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByLabel(label, { exact: true }).click(),
  ])
  const { name, text } = file
  await chooser.setFiles({ name, mimeType: "application/x-pem-file", buffer: Buffer.from(text) })
}

/** For people to look at after a run of their own; in CI nobody does. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env["CI"] !== undefined) return
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
}

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { SystemState } from "@gir/contracts"
import { silentLogger } from "@gir/service-kit"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGax, type RunningGax } from "./running-gax.ts"
import { LOAD } from "./stub-supervisor.ts"

let folder: string
let gax: RunningGax

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-console-"))
  const web = join(folder, "web")
  await mkdir(join(web, "assets"), { recursive: true })
  await writeFile(join(web, "index.html"), "<!doctype html><title>Console</title>")
  await writeFile(join(web, "assets", "main-1a2b.js"), "export {}")
  await writeFile(join(web, "icon.svg"), "<svg/>")
  await writeFile(join(web, ".secret.js"), "hidden")
  await writeFile(join(folder, "outside.js"), "outside")
  await symlink(join(folder, "outside.js"), join(web, "assets", "link.js"))
  gax = await runGax(silentLogger, web)
})
afterAll(async () => {
  await gax.close()
  await rm(folder, { recursive: true })
})

const get = (url: string, headers = {}) => gax.service.app.inject({ method: "GET", url, headers })

describe("the console's pages", () => {
  it.each([
    "/",
    "/certificates",
    "/recordings/0A1B?media=x",
    "/configuration/profiles/101/recording",
  ])("are at %s without a session, and asked for again each time", async (url) => {
    const answer = await get(url)
    expect([answer.statusCode, answer.body]).toEqual([200, "<!doctype html><title>Console</title>"])
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    })
    const again = await get(url, { "if-none-match": answer.headers.etag })
    expect([again.statusCode, again.body]).toEqual([304, ""])
  })

  it("may load from here only, and play from where RCS is", async () => {
    const policy = String((await get("/")).headers["content-security-policy"])
    const directives = new Map(
      policy.split("; ").map((text) => [text.split(" ", 1)[0], text.split(" ").slice(1)]),
    )
    expect(directives.get("default-src")).toEqual(["'none'"])
    expect(directives.get("script-src")).toEqual(["'self'"])
    expect(directives.get("style-src")).toEqual(["'self'"])
    expect(directives.get("frame-ancestors")).toEqual(["'none'"])
    expect(directives.get("connect-src")).toContain("http://127.0.0.1:8008")
    expect(directives.get("media-src")).toContain("http://127.0.0.1:8008")
    expect(policy).not.toContain("unsafe")
  })

  it("have assets that a browser may keep for ever, since their names change with them", async () => {
    const answer = await get("/assets/main-1a2b.js")
    expect(answer.body).toBe("export {}")
    expect(answer.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    })
    expect((await get("/icon.svg")).headers["cache-control"]).toBe("no-cache")
    const head = await gax.service.app.inject({ method: "HEAD", url: "/assets/main-1a2b.js" })
    expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", "9"])
  })

  it.each([
    "/assets/old-9f9f.js",
    "/.secret.js",
    "/assets/link.js",
    "/../outside.js",
    "/%2e%2e/outside.js",
    "/assets/..%2f..%2foutside.js",
    "/assets/%00.js",
    "/index.html.map",
  ])("have no file at %s", async (url) => {
    const answer = await get(url)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      404,
      "ERR_NOT_FOUND",
    ])
  })

  it("say how to build them where they are not built, and the API works", async () => {
    const bare = await runGax()
    const answer = await bare.service.app.inject({ method: "GET", url: "/" })
    expect(answer.json()).toMatchObject({
      status: 503,
      code: "ERR_GAX_CONSOLE_NOT_BUILT",
      next: expect.stringContaining("npm run build"),
    })
    expect((await (await bare.logIn()).ask("GET", "/certificates")).status).toBe(200)
    await bare.close()
  })

  it("open while Web Services are away", async () => {
    const bare = await runGax(silentLogger, join(folder, "web"))
    await bare.rws.app.close()
    const answer = await bare.service.app.inject({ method: "GET", url: "/" })
    expect(answer.statusCode).toBe(200)
    await bare.close()
  })
})

describe("the System screen", () => {
  it("shows the load that the supervisor puts the installation under", async () => {
    const person = await gax.logIn()
    expect((await person.ask("GET", "/load")).body).toEqual({ load: LOAD })
  })

  it("shows each process, what is away, and which option waits for a restart", async () => {
    const person = await gax.logIn()
    const { body } = await person.ask<SystemState>("GET", "/system")
    expect(body.canRestart).toBe(true)
    expect(body.nodes).toMatchObject([
      { name: "gax-1", service: "gax", state: "running", detail: null, clock: { offsetMs: 0 } },
      {
        name: "rcs-1",
        service: "rcs",
        state: "running",
        keystore: { state: "open", keyCount: 2 },
        restartOptions: [{ option: "cacertstorepath", isRestartPending: true }],
      },
      {
        name: "mcp-1",
        service: "mcp",
        state: "away",
        clock: null,
        restartOptions: [],
        keystore: null,
      },
    ])
  })

  it("restarts a process, and neither itself nor what is not there", async () => {
    const person = await gax.logIn()
    expect((await person.ask("POST", "/system/nodes/rcs-1/restart")).status).toBe(204)
    expect(gax.supervisor.restarted).toEqual(["rcs-1"])
    expect(await person.ask("POST", "/system/nodes/gax-1/restart")).toMatchObject({
      status: 409,
      body: { code: "ERR_GAX_CANNOT_RESTART" },
    })
    expect((await person.ask("POST", "/system/nodes/mcp-9/restart")).status).toBe(404)
    expect(gax.supervisor.restarted).toEqual(["rcs-1"])
  })

  it("knows the decrypt-uri-prefixes for the guide's curl command", async () => {
    const person = await gax.logIn("player")
    const { body } = await person.ask("GET", "/decryption-proxy")
    expect(body).toMatchObject({ contactCenterId: "abc", prefixes: gax.rws.prefixes })
  })
})

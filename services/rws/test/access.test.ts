import { DEFAULT_CONTACT_CENTER_ID } from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  asAdmin,
  asAgent,
  asOps,
  asService,
  OPS_CENTER,
  rwsFixture,
  type RwsFixture,
} from "./rws-fixture.ts"
import { recordingId } from "./sample-recording.ts"

const ID = recordingId(1)
const OPS = [
  ["GET", "/api/v2/ops/contact-centers"],
  ["GET", `${OPS_CENTER}/settings/screen-recording`],
  ["POST", `${OPS_CENTER}/settings/screen-recording`],
  ["PUT", `${OPS_CENTER}/settings/screen-recording`],
  ["DELETE", `${OPS_CENTER}/settings/screen-recording?location=/`],
  ["GET", `${OPS_CENTER}/settings/screen-recording-encryption`],
  ["PUT", `${OPS_CENTER}/settings/screen-recording-encryption`],
  ["POST", `${OPS_CENTER}/recordings`],
  ["DELETE", `${OPS_CENTER}/recordings/${ID}`],
  ["POST", `${OPS_CENTER}/recordings/${ID}/media-files`],
  ["POST", `${OPS_CENTER}/recordings/${ID}/events`],
  ["POST", `/api/v2/recordings/${ID}/mux`],
] as const
/** Operators and contact-centre administrators alike. */
const READING = [
  ["GET", "/openapi.json"],
  ["GET", "/api/v2/recordings?callerPhoneNumber=*"],
  ["GET", `/api/v2/recordings/${ID}`],
  ["GET", `/api/v2/recordings/${ID}/media/${ID}-call/uri`],
  ["GET", `/api/v2/recordings/${ID}/play/${ID}-call.wav`],
] as const
const ADMIN = [
  ["GET", "/api/v2/settings/screen-recording"],
  ["POST", "/api/v2/settings/screen-recording"],
  ["PUT", "/api/v2/settings/screen-recording?location=/US"],
  ["DELETE", "/api/v2/settings/screen-recording?location=/"],
] as const
const INTERNAL = [
  ["GET", `/api/v2/media/${ID}-call`],
  ["GET", `/api/v2/media/${ID}-call/content`],
  ["HEAD", `/api/v2/media/${ID}-call/content`],
  ["PUT", `/api/v2/screen-recordings/${ID}?agentId=a&startTime=x&durationMs=1&fileName=f`],
  ["GET", "/api/v2/census"],
] as const
const ALL = [...OPS, ...READING, ...ADMIN, ...INTERNAL] as const

let rws: RwsFixture
let app: App

beforeAll(async () => {
  rws = await rwsFixture()
  app = (await rws.node()).app
})
afterAll(() => rws.close())

describe("every address", () => {
  it("is in one of the lists, or open to probes", () => {
    const listed = ALL.map(([method, url]) => `${method} ${patternOf(url)}`)
    const open = ["/livez", "/readyz", "/metrics"]
    const routes = app.routeTable
      .filter(({ url }) => !open.includes(url))
      .map(({ method, url }) => `${method} ${url}`)
    // A HEAD that Fastify adds to a GET has the guard of that GET.
    const gets = routes.filter((route) => route.startsWith("GET "))
    const ofGets = new Set(gets.map((route) => route.replace("GET ", "HEAD ")))
    expect(routes.filter((route) => !listed.includes(route) && !ofGets.has(route))).toEqual([])
    expect(listed.filter((route) => !routes.includes(route))).toEqual([])
  })

  it.each(ALL)("%s %s is closed without credentials", async (method, url) => {
    const answer = await app.inject({ method, url })
    expect(answer.statusCode).toBe(401)
  })

  it.each(ALL)("%s %s is closed with wrong credentials", async (method, url) => {
    for (const authorization of [
      "Bearer wrong-token-of-the-right-kind",
      `Basic ${Buffer.from("ops:wrong").toString("base64")}`,
      `Basic ${Buffer.from("root:ops").toString("base64")}`,
      "Basic !!",
      "ops:ops",
    ]) {
      const answer = await app.inject({ method, url, headers: { authorization } })
      expect(answer.statusCode).toBe(401)
    }
  })

  it.each([
    ...OPS.map((address) => [...address, [asOps, asService]] as const),
    ...READING.map((address) => [...address, [asOps, asAdmin, asService]] as const),
    ...ADMIN.map((address) => [...address, [asAdmin, asService]] as const),
    ...INTERNAL.map((address) => [...address, [asService]] as const),
  ])("%s %s answers those who may, and 403 to the others", async (method, url, allowed) => {
    for (const headers of [asOps, asAdmin, asAgent, asService]) {
      const { statusCode } = await app.inject({ method, url, headers })
      if (!allowed.includes(headers)) expect(statusCode).toBe(403)
      else expect(statusCode).not.toBeOneOf([401, 403, 500, 503])
    }
  })
})

describe("the ops door", () => {
  it("asks for Basic credentials, so that a browser and curl know what is wanted", async () => {
    const answer = await app.inject({ url: "/api/v2/ops/contact-centers" })
    expect(answer.headers["www-authenticate"]).toMatch(/^Basic realm="ops"/)
    expect(answer.json()).toMatchObject({ code: "ERR_UNAUTHORIZED" })
  })

  it("without an ops password takes the service token only", async () => {
    const node = await rws.node({ config: { ops: null } })
    const url = "/api/v2/ops/contact-centers"
    expect((await node.app.inject({ url, headers: asOps })).statusCode).toBe(401)
    expect((await node.app.inject({ url, headers: asService })).statusCode).toBe(200)
  })

  it("lists the contact center by its address", async () => {
    const headers = { ...asOps, host: "ws.example:8080" }
    const answer = await app.inject({ url: "/api/v2/ops/contact-centers", headers })
    expect(answer.json()).toEqual({ statusCode: 0, uris: [`http://ws.example:8080${OPS_CENTER}`] })
  })
})

describe("readiness", () => {
  it("is told when database, queue and Storage Destination answer", async () => {
    expect((await app.inject({ url: "/readyz" })).json()).toEqual({ status: "ready" })
  })

  it("is denied while the Storage Destination is away", async () => {
    const check = async () => Promise.reject(new Error("not mounted"))
    const node = await rws.node({ storage: { ...rws.storage, check } })
    expect((await node.app.inject({ url: "/readyz" })).statusCode).toBe(503)
    expect((await node.app.inject({ url: "/livez" })).statusCode).toBe(200)
  })
})

function patternOf(url: string): string {
  return url
    .split("?", 1)
    .join("")
    .replace(DEFAULT_CONTACT_CENTER_ID, ":contactCenterId")
    .replace(`/play/${ID}-call.wav`, "/play/:fileName")
    .replace(`${ID}-call`, ":mediaId")
    .replace(ID, ":recordingId")
}

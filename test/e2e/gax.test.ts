import { readFile } from "node:fs/promises"
import {
  AuditPage,
  EnvelopeView,
  KeystoreCensus,
  OpenedOption,
  Playback,
  RecordingDetail,
  RecordingPage,
  RecordingTab,
  type RecordingTabSave,
  SystemState,
  validate,
} from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { gaxApi, logInToGax, type GaxSession } from "../harness/gax-session.ts"
import { startWorld } from "../harness/world.ts"

type World = Awaited<ReturnType<typeof startWorld>>

let world: World
let gax: GaxSession
let ivrProfileDbid: number
let certificateId: string
let recordingId: string

beforeAll(async () => {
  world = await startWorld()
  gax = await logInToGax(world)
  const { certificate, certificatePem, privateKeyPem } = await world.issue("Seen from GAX")
  certificateId = certificate.sha256
  const body = { certificate: certificatePem, privateKey: privateKeyPem }
  await gax.request({ method: "POST", path: "/certificates", body })
  ivrProfileDbid = await world.newProfile()
})
afterAll(() => world.close())

const tabPath = () => `/ivr-profiles/${ivrProfileDbid}/recording`
const readTab = () => gax.request({ method: "GET", path: tabPath(), schema: RecordingTab })

async function saveTab(change: Partial<RecordingTabSave>): Promise<RecordingTab> {
  const {
    certificates: _,
    isSpeechMinerPasswordSet: _set,
    nextFileName: _next,
    ...fields
  } = await readTab()
  const body = { ...fields, addCertificateIds: [], removeOptions: [], ...change }
  return gax.request({ method: "PUT", path: tabPath(), body, schema: RecordingTab })
}

/** What the browser would send back. */
function cookieOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(";", 1)[0])
    .join("; ")
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  return isGirError(error) ? error.code : "nothing was refused"
}

/** Each with what opens it beside the service token. */
const OTHER_GUARDS: Readonly<Record<string, "session" | "operator">> = {
  gax: "session",
  rws: "operator",
}

describe("the interface document", () => {
  it("is at /openapi.json of every service, and no stranger reads it", async () => {
    const token = (await readFile(world.secrets.serviceTokenFile, "utf8")).trim()
    for (const { name, service, port } of world.nodes) {
      const url = `http://127.0.0.1:${port}/openapi.json`
      expect([name, (await fetch(url)).status]).toEqual([name, 401])
      if (OTHER_GUARDS[service] !== undefined) continue
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
      const document = (await answer.json()) as { openapi: string; paths: object }
      expect([name, document.openapi]).toEqual([name, "3.1.1"])
      expect(Object.keys(document.paths)).toContain("/livez")
    }
  })
})

describe("the pages' addresses on a real installation", () => {
  it("deploy a certificate with one Save of the Recording tab, and the next call is named and encrypted by it", async () => {
    const tab = await saveTab({
      addCertificateIds: [certificateId],
      fileNameTemplate: ["Agent ID", "ID"],
      speechMinerUserName: "miner",
      speechMinerPassword: "hush-hush",
    })
    expect(tab.certificates.map(({ certificate }) => certificate?.id)).toEqual([certificateId])
    recordingId = (await world.record({ ivrProfileDbid })).recordingId
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
    const page = await gax.request({ method: "GET", path: "/recordings", schema: RecordingPage })
    const row = page.recordings.find(({ id }) => id === recordingId)
    expect(row?.recipients).toMatchObject([{ certificateId, isHeld: true }])
    const path = `/recordings/${recordingId}`
    const detail = await gax.request({ method: "GET", path, schema: RecordingDetail })
    expect(detail.recording.mediaFiles[0]?.receipt.fileName).toContain(`_${recordingId}`)
    expect([detail.status, detail.heldCertificateIds]).toEqual(["plays", [certificateId]])
  })

  it("show the recording's envelope, and send a player to RCS with the right to play", async () => {
    const media = `/recordings/${recordingId}/media/${recordingId}-call`
    const envelope = await gax.request({
      method: "GET",
      path: `${media}/envelope`,
      schema: EnvelopeView,
    })
    expect(envelope.recipients).toMatchObject([
      { certificateId, isHeld: true, subject: "Seen from GAX" },
    ])
    const { mediaUri, token } = await gax.request({
      method: "POST",
      path: `${media}/playback`,
      schema: Playback,
    })
    const headers = { authorization: `Bearer ${token}`, range: "bytes=0-3" }
    const answer = await fetch(mediaUri, { headers })
    expect([answer.status, await answer.text()]).toEqual([206, "RIFF"])
  })

  it("let a browser play with nothing but its cookies, which no script reads", async () => {
    const [user] = JSON.parse(await readFile(world.secrets.usersFile, "utf8"))
    const { userName, password } = user as { userName: string; password: string }
    const post = (path: string, headers: Record<string, string>, body: object = {}) =>
      fetch(`${gaxApi(world)}${path}`, {
        method: "POST",
        headers: { "x-gax-console": "1", "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      })
    const login = await post("/session", {}, { userName, password })
    expect(login.status).toBe(201)
    const media = `/recordings/${recordingId}/media/${recordingId}-call`
    const right = await post(`${media}/playback`, { cookie: cookieOf(login) })
    const playback = validate(Playback, await right.json(), "the answer")
    expect(playback.token).toBeUndefined()
    const headers = { cookie: cookieOf(right), range: "bytes=0-3" }
    const answer = await fetch(playback.mediaUri, { headers })
    expect([answer.status, await answer.text()]).toEqual([206, "RIFF"])
    expect((await fetch(playback.mediaUri)).status).toBe(401)
  })

  it("corrupt certificates-n in the Options tab: calls are refused until Remove, Add, Save", async () => {
    const path = `/ivr-profiles/${ivrProfileDbid}/options/recording-certificates/certificates-1`
    const opened = await gax.request({ method: "GET", path, schema: OpenedOption })
    const body = { version: opened.version, value: opened.value }
    await gax.request({ method: "PUT", path, body })
    const refused = await world.record({ ivrProfileDbid })
    expect(refused.call).toMatchObject({ status: "failed", code: "ERR_MCP_NO_USABLE_RECIPIENT" })
    await saveTab({ removeOptions: ["certificates-1"], addCertificateIds: [certificateId] })
    const mended = await world.record({ ivrProfileDbid })
    expect(await world.play(mended.recordingId)).toMatchObject({ status: "plays" })
  })

  it("count what a key is needed for, ask before it is lost, and write down who used it", async () => {
    const census = await gax.request({ method: "GET", path: "/census", schema: KeystoreCensus })
    const row = census.rows.find((each) => each.certificateId === certificateId)
    expect(row?.onlyThis).toBeGreaterThanOrEqual(2)
    const path = `/certificates/${certificateId}`
    expect(await codeOf(gax.request({ method: "DELETE", path }))).toBe("ERR_RCS_KEY_STILL_NEEDED")
    const audit = await gax.request({ method: "GET", path: "/audit?limit=100", schema: AuditPage })
    const actions = audit.entries.map(({ action, outcome }) => `${action} ${outcome}`)
    expect(actions).toEqual(
      expect.arrayContaining(["upload-certificate done", "delete-certificate refused"]),
    )
  })

  it("keep no SpeechMiner password, in no profile and no log", async () => {
    expect((await readTab()).isSpeechMinerPasswordSet).toBe(true)
    const profile = await world.peers.configuration.profile(ivrProfileDbid)
    const logs = await Promise.all(["gax", "config-server"].map((node) => world.logOf(node)))
    expect([JSON.stringify(profile), ...logs].join("")).not.toContain("hush-hush")
  })

  it("delete a profile when it is disabled, not before", async () => {
    const dbid = await world.newProfile()
    const path = `/ivr-profiles/${dbid}`
    const remove = () => gax.request({ method: "DELETE", path })
    expect(await codeOf(remove())).toBe("ERR_GAX_PROFILE_ENABLED")
    const { options: _, dbid: _dbid, ...fields } = await world.peers.configuration.profile(dbid)
    const body = { ...fields, isEnabled: false }
    await gax.request({ method: "PUT", path: `${path}/general`, body })
    await remove()
    expect(await codeOf(remove())).toBe("ERR_NOT_FOUND")
  })

  it("show every process of the installation", async () => {
    const { nodes } = await gax.request({ method: "GET", path: "/system", schema: SystemState })
    const states = new Map(nodes.map(({ name, state }) => [name, state]))
    expect([...states.keys()].toSorted()).toEqual(world.nodes.map(({ name }) => name).toSorted())
    expect(new Set(states.values())).toEqual(new Set(["running"]))
    const mcp = nodes.find(({ service }) => service === "mcp")
    expect(mcp?.restartOptions.map(({ option }) => option)).toContain("mediamgr.CA_file")
  })
})

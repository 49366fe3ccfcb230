import type {
  OpenedOption,
  OptionsTab,
  ProfileGeneral,
  ProfilePermissions,
  RecordingTab,
  RecordingTabSave,
} from "@gir/contracts"
import { createLogger } from "@gir/service-kit"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { filesOf, newPair, runGax, type Pair, type Person, type RunningGax } from "./running-gax.ts"

const SECRET = "hush-the-speechminer-password"
const CERTIFICATE_OPTION = "/ivr-profiles/101/options/recording-certificates/certificates-1"
const CA_FILE_OPTION =
  "/ivr-profiles/101/options/gvp.service-parameters/recordingclient.gvp.config.mpc.mediamgr.CA_file"

const lines: string[] = []
let gax: RunningGax
let person: Person
let a: Pair
let b: Pair
let expired: Pair
let pristine: RunningGax["configServer"]["profile"]

beforeAll(async () => {
  const destination = { write: (line: string) => void lines.push(line) }
  gax = await runGax(createLogger({ name: "gax-1", level: "debug", destination }))
  pristine = { ...gax.configServer.profile, version: 5 }
  a = await newPair("Certificate A")
  b = await newPair("Certificate B")
  expired = await newPair("Certificate X", { notAfter: "2026-06-01T00:00:00.000Z" })
  person = await gax.logIn()
  for (const pair of [a, b, expired]) await person.ask("POST", "/certificates", filesOf(pair))
})
afterAll(() => gax.close())

beforeEach(() => {
  gax.configServer.profiles.clear()
  gax.configServer.profile = pristine
})

describe("the list of profiles", () => {
  it("shows Name, Display Name, Tenant and State, and no option", async () => {
    const { body } = await person.ask<ProfileGeneral[]>("GET", "/ivr-profiles")
    expect(body).toEqual([
      {
        dbid: 101,
        version: gax.configServer.profile.version,
        name: "recording",
        displayName: "Recording",
        description: "",
        tenant: "Environment",
        isEnabled: true,
        isRecordingProfile: true,
        certificateCount: 0,
      },
    ])
  })

  it("gets a new recording profile", async () => {
    const fields = { name: "r2", displayName: "R2", description: "", tenant: "T", isEnabled: false }
    const { status, body } = await person.ask<ProfileGeneral>("POST", "/ivr-profiles", fields)
    expect([status, body.isRecordingProfile, body.dbid]).toEqual([201, true, 102])
  })
})

describe("the General tab", () => {
  const general = "/ivr-profiles/101/general"
  const fields = (version: number) => ({
    version,
    name: "recording-2",
    displayName: "Recording 2",
    description: "second",
    tenant: "Environment",
    isEnabled: false,
  })

  it("saves its fields and leaves the options alone", async () => {
    const { version, options } = gax.configServer.profile
    const { body } = await person.ask<ProfileGeneral>("PUT", general, fields(version))
    expect(body).toMatchObject({ ...fields(version), version: version + 1 })
    expect(gax.configServer.profile.options).toEqual(options)
    expect((await person.ask("GET", general)).body).toEqual(body)
  })

  it("refuses a save made from another version than the stored one", async () => {
    const { version } = gax.configServer.profile
    const answer = await person.ask("PUT", general, fields(version - 1))
    expect(answer).toMatchObject({
      status: 409,
      body: { code: "ERR_CONFLICT", fields: { version } },
    })
    expect(gax.configServer.profile.name).toBe("recording")
  })
})

describe("Clone and Delete", () => {
  it("clones everything but the names, disabled until somebody has looked at it", async () => {
    await person.ask(
      "PUT",
      "/ivr-profiles/101/recording",
      await tabWith({ addCertificateIds: [a.id] }),
    )
    const names = { name: "copy", displayName: "Copy" }
    const { body } = await person.ask<ProfileGeneral>("POST", "/ivr-profiles/101/clone", names)
    expect(body).toMatchObject({ ...names, isEnabled: false, certificateCount: 1 })
    const copy = gax.configServer.profiles.get(body.dbid)
    expect(copy?.options).toEqual(gax.configServer.profile.options)
  })

  it("deletes a disabled profile only, and only as the person has seen it", async () => {
    const { version } = gax.configServer.profile
    const enabled = await person.ask("DELETE", `/ivr-profiles/101?version=${version}`)
    expect(enabled).toMatchObject({ status: 409, body: { code: "ERR_GAX_PROFILE_ENABLED" } })
    gax.configServer.profile = { ...gax.configServer.profile, isEnabled: false }
    const stale = await person.ask("DELETE", `/ivr-profiles/101?version=${version - 1}`)
    expect(stale).toMatchObject({ status: 409, body: { code: "ERR_CONFLICT" } })
    expect((await person.ask("DELETE", `/ivr-profiles/101?version=${version}`)).status).toBe(204)
    expect(gax.configServer.profiles.size).toBe(0)
  })
})

describe("the Options tab", () => {
  it("lists Section, Name and Value", async () => {
    const { body } = await person.ask<OptionsTab>("GET", "/ivr-profiles/101/options")
    expect(body.options).toContainEqual({
      section: "gvp.general",
      name: "gvp.general.service-type",
      value: "record",
    })
  })

  it("adds, changes and removes an option, as the guide does with the CA file", async () => {
    const value = "fixed,/genesys/mcp/certificates/Environment/ca.pem"
    const { version } = gax.configServer.profile
    const added = await person.ask<OpenedOption>("PUT", CA_FILE_OPTION, { version, value })
    expect(added.body).toMatchObject({ version: version + 1, value })
    expect((await person.ask<OpenedOption>("GET", CA_FILE_OPTION)).body.value).toBe(value)
    const stale = await person.ask("PUT", CA_FILE_OPTION, { version, value: "fixed,/other" })
    expect(stale).toMatchObject({ status: 409, body: { code: "ERR_CONFLICT" } })
    const removal = `${CA_FILE_OPTION}?version=${version + 1}`
    expect((await person.ask("DELETE", removal)).status).toBe(204)
    expect(await person.ask("GET", CA_FILE_OPTION)).toMatchObject({
      status: 404,
      body: { code: "ERR_NOT_FOUND" },
    })
  })

  it("corrupts certificates-n when it is opened and saved unedited; Remove, Add, Save mends it", async () => {
    const tab = "/ivr-profiles/101/recording"
    await person.ask("PUT", tab, await tabWith({ addCertificateIds: [a.id] }))
    const opened = await person.ask<OpenedOption>("GET", CERTIFICATE_OPTION)
    expect(opened.body.value).toBe(a.certificate)
    const { version, value } = opened.body
    await person.ask("PUT", CERTIFICATE_OPTION, { version, value })
    const corrupted = await person.ask<RecordingTab>("GET", tab)
    expect(corrupted.body.certificates).toMatchObject([
      {
        option: "certificates-1",
        certificate: null,
        problem: { code: expect.stringMatching(/^ERR_X509_/) },
      },
    ])
    const repair = await tabWith({
      removeOptions: ["certificates-1"],
      addCertificateIds: [a.id],
    })
    const mended = await person.ask<RecordingTab>("PUT", tab, repair)
    expect(mended.body.certificates).toMatchObject([{ certificate: { id: a.id }, problem: null }])
  })

  it.each(["__proto__", "%20leading", "line%0Abreak"])("refuses the name %s", async (name) => {
    const { version } = gax.configServer.profile
    const url = `/ivr-profiles/101/options/some.section/${name}`
    const { body } = await person.ask("PUT", url, { version, value: "x" })
    expect(body).toMatchObject({ status: 400, code: "ERR_BAD_REQUEST" })
  })

  it("finds no option in what every object inherits", async () => {
    const url = "/ivr-profiles/101/options/constructor/name"
    expect((await person.ask("GET", url)).status).toBe(404)
  })
})

async function tabWith(change: Partial<RecordingTabSave>): Promise<RecordingTabSave> {
  const { body } = await person.ask<RecordingTab>("GET", "/ivr-profiles/101/recording")
  const { certificates: _, isSpeechMinerPasswordSet: _set, nextFileName: _next, ...fields } = body
  return { ...fields, addCertificateIds: [], removeOptions: [], ...change }
}

describe("the Recording tab", () => {
  const tab = "/ivr-profiles/101/recording"

  it("opens empty, with the name that the next file would get", async () => {
    const { body } = await person.ask<RecordingTab>("GET", tab)
    expect(body).toEqual({
      version: gax.configServer.profile.version,
      certificates: [],
      storageDestination: null,
      recordingProcessorUri: null,
      speechMinerDestination: null,
      speechMinerInteractionReceiver: null,
      speechMinerUserName: null,
      isSpeechMinerPasswordSet: false,
      mimeType: "audio/wav",
      alertToneSource: null,
      fileNameTemplate: [],
      nextFileName: "0A1B2C3D4E5F60718293A4B5C6D7E8F9_2026-11-24_10-00-00.wav",
    })
  })

  it("saves all its fields at once, in one version", async () => {
    const change = {
      addCertificateIds: [a.id, b.id],
      storageDestination: "file:///recordings",
      recordingProcessorUri: "http://rp:8889/api/contact-centers/x/recordings/",
      speechMinerDestination: "http://speechminer/recordings",
      speechMinerInteractionReceiver: "http://speechminer/interactionreceiver",
      speechMinerUserName: "miner",
      speechMinerPassword: SECRET,
      mimeType: "audio/mp3",
      alertToneSource: "tone.wav",
      fileNameTemplate: ["Agent ID", "ANI"],
    } satisfies Partial<RecordingTabSave>
    const { version } = gax.configServer.profile
    const { body } = await person.ask<RecordingTab>("PUT", tab, await tabWith(change))
    const { addCertificateIds: _, speechMinerPassword: _password, ...fields } = change
    expect(body).toMatchObject({
      ...fields,
      version: version + 1,
      isSpeechMinerPasswordSet: true,
      nextFileName: "agent-17_+14155550123.mp3",
    })
    expect(body.certificates.map(({ certificate }) => certificate?.id)).toEqual([a.id, b.id])
    expect((await person.ask("GET", tab)).body).toEqual(body)
  })

  it("stores nothing at all when one of the fields does not fit", async () => {
    const before = gax.configServer.profile
    for (const [change, code] of [
      [{ addCertificateIds: [expired.id] }, "ERR_X509_CERTIFICATE_EXPIRED"],
      [{ addCertificateIds: ["0".repeat(64)] }, "ERR_GAX_CERTIFICATE_NOT_IN_SESSION"],
      [{ removeOptions: ["certificates-7"] }, "ERR_GAX_CERTIFICATE_NOT_ON_PROFILE"],
      [{ recordingProcessorUri: "not an address" }, "ERR_CONFIG_PROFILE_INVALID"],
      [{ storageDestination: "http://me:pw@store/" }, "ERR_CONFIG_PROFILE_INVALID"],
      [{ fileNameTemplate: ["ID", "ID"] }, "ERR_BAD_REQUEST"],
    ] as const) {
      const save = await tabWith({
        alertToneSource: "tone.wav",
        ...(change as Partial<RecordingTabSave>),
      })
      const { body } = await person.ask("PUT", tab, save)
      expect(body).toMatchObject({ code })
      expect(gax.configServer.profile).toEqual(before)
    }
  })

  it("does not overwrite what somebody else has saved since it was opened", async () => {
    const save = await tabWith({ alertToneSource: "tone.wav" })
    await person.ask("PUT", tab, await tabWith({ alertToneSource: "theirs.wav" }))
    expect(await person.ask("PUT", tab, save)).toMatchObject({
      status: 409,
      body: { code: "ERR_CONFLICT" },
    })
    gax.configServer.foreignSaves = 1
    const between = await person.ask("PUT", tab, await tabWith({ alertToneSource: "mine.wav" }))
    expect(between).toMatchObject({ status: 409, body: { code: "ERR_CONFLICT" } })
  })

  it("keeps no password: not in the profile, not in an answer, not in the log", async () => {
    const set = await person.ask<RecordingTab>(
      "PUT",
      tab,
      await tabWith({ speechMinerPassword: SECRET }),
    )
    expect(set.body.isSpeechMinerPasswordSet).toBe(true)
    const kept = await person.ask<RecordingTab>("PUT", tab, await tabWith({}))
    expect(kept.body.isSpeechMinerPasswordSet).toBe(true)
    const options = await person.ask("GET", "/ivr-profiles/101/options")
    const everything = [set.body, options.body, gax.configServer.profile, lines]
    expect(JSON.stringify(everything)).not.toContain(SECRET)
    const cleared = await tabWith({ speechMinerPassword: null })
    expect((await person.ask<RecordingTab>("PUT", tab, cleared)).body).toMatchObject({
      isSpeechMinerPasswordSet: false,
    })
  })

  it("previews the file name while boxes are ticked", async () => {
    const { body } = await person.ask("POST", "/file-name-preview", {
      fileNameTemplate: ["DNIS", "Connection ID"],
      mimeType: "audio/mp3",
    })
    expect(body).toEqual({ fileName: "5001_00710302AB12C045.mp3" })
  })
})

describe("the Permissions tab", () => {
  it("tells what each privilege allows, and which one the person has", async () => {
    const url = "/ivr-profiles/101/permissions"
    const { body } = await person.ask<ProfilePermissions>("GET", url)
    expect(body.rows.map(({ privilege, isYours }) => [privilege, isYours])).toEqual([
      ["Administration of Recording Certificates and Keys", true],
      ["Decrypt a Recording", false],
    ])
  })
})

describe("an application object's Options tab", () => {
  it("sets the MCP's CA file", async () => {
    const options = "/applications/mcp-1/options"
    const { body } = await person.ask<OptionsTab>("GET", options)
    const value = "c:\\keystore\\ca_cert.pem"
    const url = `${options}/mpc/mediamgr.CA_file`
    const saved = await person.ask("PUT", url, { version: body.version, value })
    expect(saved.body).toMatchObject({ version: body.version + 1, value })
    expect(gax.configServer.application.options).toEqual({ mpc: { "mediamgr.CA_file": value } })
    const stale = await person.ask("PUT", url, { version: body.version, value })
    expect(stale).toMatchObject({ status: 409, body: { code: "ERR_CONFLICT" } })
  })
})

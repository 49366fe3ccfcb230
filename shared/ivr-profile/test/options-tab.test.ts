import type { Options } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import {
  addCertificates,
  certificateOptions,
  fingerprintOf,
  listOptions,
  newIvrProfileOptions,
  openOption,
  readIvrProfile,
  removeOption,
  saveOption,
  writeRecordingTab,
} from "@gir/ivr-profile"
import { describe, expect, it } from "vitest"
import { profileObject, recordingCertificate } from "./profile.ts"

const CERTIFICATE = { section: "recording-certificates", name: "certificates-1" }
const PASSWORD_OPTION = {
  section: "gvp.service-parameters",
  name: "recordingclient.rp.speechminer_auth.password",
}

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (isGirError(error)) return error.code
    throw error
  }
  return "nothing was thrown"
}

describe("the Options tab", () => {
  const options = newIvrProfileOptions({ storageDestination: "file:///recordings" })

  it("lists and opens options as they stand", () => {
    const entry = {
      section: "gvp.service-parameters",
      name: "recordingclient.recdest",
      value: "fixed,file:///recordings",
    }
    expect(listOptions(options)).toContainEqual(entry)
    expect(openOption(options, entry.section, entry.name)).toEqual(entry)
  })

  it("saves what it does not corrupt byte by byte, several lines included", () => {
    const entry = { section: "notes", name: "text", value: " first\nsecond " }
    expect(openOption(saveOption(options, entry), "notes", "text")).toEqual(entry)
  })

  it("corrupts a certificate when it saves it unedited, and only that one", () => {
    const pems = ["A", "B"].map((name) => recordingCertificate(name).pem)
    const held = addCertificates(options, pems)
    const opened = openOption(held, CERTIFICATE.section, CERTIFICATE.name)
    const saved = certificateOptions(saveOption(held, opened))
    expect(saved.map((entry) => fingerprintOf(entry) === null)).toEqual([true, false])
  })

  it("removes an option, and none that is not there", () => {
    const removed = removeOption(options, "gvp.service-parameters", "recordingclient.recdest")
    expect(readIvrProfile(profileObject(removed)).storageDestination).toBeNull()
    expect(codeOf(() => removeOption(removed, "gvp.service-parameters", "x"))).toBe("ERR_NOT_FOUND")
    expect(codeOf(() => openOption(options, "constructor", "name"))).toBe("ERR_NOT_FOUND")
  })

  it.each(["__proto__", " x", "x ", "a\u0000b", "a\nb"])("refuses the name %j", (name) => {
    const save = (): Options => saveOption(options, { section: "s", name, value: "v" })
    expect(codeOf(save)).toBe("ERR_BAD_REQUEST")
  })

  it("keeps of a password only that there is one", () => {
    const saved = saveOption(options, { ...PASSWORD_OPTION, value: "fixed,hush" })
    expect(JSON.stringify(saved)).not.toContain("hush")
    expect(readIvrProfile(profileObject(saved)).isSpeechMinerPasswordSet).toBe(true)
  })
})

describe("the Recording Destinations", () => {
  const write = (tab: Parameters<typeof writeRecordingTab>[1]) => () =>
    writeRecordingTab(newIvrProfileOptions({}), tab)

  it("are read back, all of the guide's fields", () => {
    const tab = {
      storageDestination: "http://webdav/recordings",
      recordingProcessorUri: "http://rp:8889/api/contact-centers/x/recordings/",
      speechMinerDestination: "\\\\server\\share",
      speechMinerInteractionReceiver: "https://speechminer/interactionreceiver",
      speechMinerUserName: "miner",
      isSpeechMinerPasswordSet: true,
    }
    expect(readIvrProfile(profileObject(write(tab)()))).toMatchObject(tab)
  })

  it.each([
    { recordingProcessorUri: "rp:8889/api" },
    { speechMinerInteractionReceiver: "file:///etc/passwd" },
    { storageDestination: "http://user:hush@webdav/" },
    { speechMinerDestination: "http://hush@webdav/" },
    { storageDestination: "file:///a\nb" },
  ])("refuse %o, and do not repeat the value", (tab) => {
    expect(codeOf(write(tab))).toBe("ERR_CONFIG_PROFILE_INVALID")
    expect(write(tab)).not.toThrow(/hush/)
  })

  it("refuse a password in clear, which only another hand can have written", () => {
    const { section, name } = PASSWORD_OPTION
    const options = { [section]: { [name]: "fixed,hush" } }
    expect(codeOf(() => readIvrProfile(profileObject(options)))).toBe("ERR_CONFIG_PROFILE_INVALID")
  })
})

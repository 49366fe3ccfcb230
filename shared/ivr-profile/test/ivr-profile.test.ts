import type { Options } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { newIvrProfileOptions, readIvrProfile, type IvrProfileSettings } from "@gir/ivr-profile"
import { describe, expect, it } from "vitest"
import { profileObject } from "./profile.ts"

const CA_FILE = "recordingclient.gvp.config.mpc.mediamgr.CA_file"

function read(options: Options) {
  return readIvrProfile(profileObject(options))
}

function refusal(options: Options): string {
  try {
    read(options)
  } catch (error) {
    if (isGirError(error, "ERR_CONFIG_PROFILE_INVALID")) return error.message
    throw error
  }
  return expect.fail("nothing was thrown")
}

describe("readIvrProfile", () => {
  it("takes the defaults for a new profile", () => {
    expect(read(newIvrProfileOptions({}))).toEqual({
      dbid: 101,
      version: 4,
      name: "recording",
      tenant: "Environment",
      isEnabled: true,
      isRecordingProfile: true,
      certificates: [],
      caFilePath: null,
      storageDestination: null,
      recordingProcessorUri: null,
      speechMinerDestination: null,
      speechMinerInteractionReceiver: null,
      speechMinerUserName: null,
      isSpeechMinerPasswordSet: false,
      mimeType: "audio/wav",
      alertToneSource: null,
      alertToneIntervalMs: 30_000,
      fileNameTemplate: ["ID", "MCP Date Time"],
      envelopeProfile: "classic",
      contentCipher: null,
      noUsableRecipient: "refuse",
      recipientsChosen: "at-start",
      mp3BitRateKbps: 32,
    })
  })

  it("reads back every setting that a profile is made with", () => {
    const settings: IvrProfileSettings = {
      caFilePath: "/genesys/mcp/certificates/Environment/ca.pem",
      storageDestination: "file:///recordings",
      recordingProcessorUri: "http://127.0.0.1:8889/api/contact-centers",
      mimeType: "audio/mp3",
      alertToneSource: "tone.wav",
      alertToneIntervalMs: 15_000,
      fileNameTemplate: ["Agent ID", "ANI", "Date Time"],
      envelopeProfile: "modern",
      contentCipher: "aes128-gcm",
      noUsableRecipient: "continue",
      recipientsChosen: "at-finalise",
      mp3BitRateKbps: 16,
    }
    expect(read(newIvrProfileOptions(settings))).toMatchObject(settings)
  })

  it("finds the CA file behind fixed, as the guide writes it", () => {
    const value = "fixed,/genesys/mcp/certificates/Environment/ca.pem"
    const profile = read({ "gvp.service-parameters": { [CA_FILE]: value } })
    expect(profile.caFilePath).toBe("/genesys/mcp/certificates/Environment/ca.pem")
    expect(
      newIvrProfileOptions({ caFilePath: profile.caFilePath })["gvp.service-parameters"],
    ).toEqual({
      [CA_FILE]: value,
    })
  })

  it("takes a parameter with nothing behind fixed, as one that is not set", () => {
    expect(read({ "gvp.service-parameters": { [CA_FILE]: "fixed, " } }).caFilePath).toBeNull()
    expect(newIvrProfileOptions({ caFilePath: "" })["gvp.service-parameters"]).toEqual({})
  })

  it("stays readable with a corrupt certificate, which the recorder then leaves out", () => {
    const options = { "recording-certificates": { "certificates-1": "-----BEGIN CERT" } }
    expect(read(options).certificates).toEqual([
      { option: "certificates-1", text: "-----BEGIN CERT" },
    ])
  })

  it.each(["classic", "modern"] as const)(
    "reads the envelope profile %s with every cipher",
    (envelopeProfile) => {
      for (const contentCipher of ["aes128", "aes192", "aes256"].flatMap((aes) => [
        `${aes}-cbc`,
        `${aes}-gcm`,
      ])) {
        const settings = { envelopeProfile, contentCipher }
        expect(read(newIvrProfileOptions(settings))).toMatchObject(settings)
      }
    },
  )

  it("raises a tone interval below the documented minimum", () => {
    expect(read(newIvrProfileOptions({ alertToneIntervalMs: 200 })).alertToneIntervalMs).toBe(1_500)
  })

  it("is no recording profile without service type record", () => {
    expect(read({}).isRecordingProfile).toBe(false)
    expect(
      read({ "gvp.general": { "gvp.general.service-type": "voicexml" } }).isRecordingProfile,
    ).toBe(false)
  })

  it.each([
    ["a parameter without fixed,", "gvp.service-parameters", CA_FILE, "/ca.pem"],
    [
      "an unknown MIME type",
      "gvp.service-parameters",
      "recordingclient.rectype",
      "fixed,audio/ogg",
    ],
    [
      "an interval that is no number",
      "gvp.service-parameters",
      "recordingclient.alert-tone.frequency",
      "fixed,often",
    ],
    [
      "an unknown part of a file name",
      "gvp.service-parameters",
      "recordingclient.filename-template",
      "fixed,ID_Weather",
    ],
    ["an unknown envelope profile", "gir.simulator", "envelope-profile", "future"],
    ["an unknown cipher", "gir.simulator", "content-cipher", "rot13"],
    ["another answer to no usable recipient", "gir.simulator", "no-usable-recipient", "shrug"],
    ["another bit rate", "gir.simulator", "mp3-bit-rate", "320"],
  ])("refuses %s", (_, ...[section, name, value]) => {
    expect(refusal({ [section]: { [name]: value } })).not.toBe("")
  })
})

import { FILE_NAME_PARTS as CONTRACT_PARTS, type RecordingTab } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { FILE_NAME_PARTS, togglePart } from "../src/profiles/file-name-parts.ts"
import { recordingDraft, recordingSave } from "../src/profiles/profile-draft.ts"

const CERTIFICATE = {
  id: "a".repeat(64),
  issuedTo: "Interaction Recording A (Email not set)",
  issuedBy: "CA",
  expires: "2028-11-30",
  serialNumber: "2A01",
  subjectDn: "CN=A",
  issuerDn: "CN=CA",
  keyBits: 2_048,
}

const TAB: RecordingTab = {
  version: 4,
  certificates: [
    { option: "certificates-1", certificate: CERTIFICATE, problem: null },
    {
      option: "certificates-2",
      certificate: null,
      problem: { code: "ERR_X509_PEM_MALFORMED", message: "it holds no certificate" },
    },
  ],
  storageDestination: "file:///recordings",
  recordingProcessorUri: null,
  speechMinerDestination: null,
  speechMinerInteractionReceiver: null,
  speechMinerUserName: null,
  mimeType: "audio/wav",
  alertToneSource: null,
  fileNameTemplate: ["ID"],
  isSpeechMinerPasswordSet: true,
  nextFileName: "x.wav",
}

describe("the Recording tab's save", () => {
  it("changes nothing when nothing was changed", () => {
    const save = recordingSave(recordingDraft(TAB), TAB, 4)
    expect(save).toMatchObject({ version: 4, addCertificateIds: [], removeOptions: [] })
    expect(save.storageDestination).toBe("file:///recordings")
    expect(save.alertToneSource).toBeNull()
  })

  it("names what was removed by its option and what was added by its id, the same one too", () => {
    const added = { key: CERTIFICATE.id, certificate: CERTIFICATE, problem: null }
    const save = recordingSave({ ...recordingDraft(TAB), certificates: [added] }, TAB, 5)
    expect(save.addCertificateIds).toEqual([CERTIFICATE.id])
    expect(save.removeOptions).toEqual(["certificates-1", "certificates-2"])
  })

  it("leaves a password alone that nobody typed", () => {
    const draft = recordingDraft(TAB)
    expect(recordingSave(draft, TAB, 4)).not.toHaveProperty("speechMinerPassword")
    const typed = recordingSave({ ...draft, speechMinerPassword: "s" }, TAB, 4)
    expect(typed.speechMinerPassword).toBe("s")
  })

  it("takes an empty field for none", () => {
    const draft = { ...recordingDraft(TAB), storageDestination: "  " }
    expect(recordingSave(draft, TAB, 4).storageDestination).toBeNull()
  })
})

describe("the file name template", () => {
  it("has the boxes of the contract, in its order", () => {
    expect(FILE_NAME_PARTS).toEqual(CONTRACT_PARTS)
  })

  it("keeps the order in which boxes were ticked", () => {
    expect(togglePart(togglePart(["ID"], "ANI"), "DNIS")).toEqual(["ID", "ANI", "DNIS"])
    expect(togglePart(["ID", "ANI"], "ID")).toEqual(["ANI"])
  })
})

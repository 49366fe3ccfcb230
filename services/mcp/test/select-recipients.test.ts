import { generateKeyPair } from "@gir/x509"
import { saveOptionFromOptionsTab } from "@gir/ivr-profile"
import { GirError, isGirError } from "@gir/errors"
import { beforeAll, describe, expect, it } from "vitest"
import type { CaFile } from "../src/ca-file.ts"
import { chainJudge, type ChainJudge } from "../src/chain-judge.ts"
import { selectRecipients, type RecipientSelection } from "../src/select-recipients.ts"
import { NOW, testPki, type TestPki } from "./pki.ts"
import { recordingLogger } from "./recording-logger.ts"
import { profileObject, testProfile, type ProfileOptions } from "./profiles.ts"

const YESTERDAY = new Date("2026-11-30T00:00:00.000Z")
const TOMORROW = new Date("2026-12-02T00:00:00.000Z")

const logger = recordingLogger()
const judge = (weakSignature: "refuse" | "warn") =>
  chainJudge({ weakSignature, chainPath: "first", logger })

describe("the recipients of a call", () => {
  let pki: TestPki
  let caFile: CaFile
  let stranger: TestPki

  beforeAll(async () => {
    pki = await testPki()
    stranger = await testPki()
    caFile = trusting([pki.intermediate, pki.root])
  })
  const trusting = (certificates: readonly TestPki["root"][]): CaFile => ({
    isUsable: true,
    path: "/ca.pem",
    certificates: certificates.map(({ certificate }) => certificate),
    sha256: certificates.map(({ certificate }) => certificate.sha256).join(),
  })
  const select = (
    profile: ProfileOptions,
    options: { at?: Date; caFile?: CaFile; judgeChain?: ChainJudge; weak?: "refuse" | "warn" } = {},
  ): RecipientSelection =>
    selectRecipients({
      profile: testProfile(profile),
      caFile: options.caFile ?? caFile,
      at: options.at ?? NOW,
      judgeChain: options.judgeChain ?? judge(options.weak ?? "refuse"),
      weakSignature: options.weak ?? "refuse",
    })
  const refusal = (work: () => unknown): GirError => {
    try {
      work()
    } catch (error) {
      if (isGirError(error, "ERR_MCP_NO_USABLE_RECIPIENT")) return error
      throw error
    }
    throw new Error("nothing was refused")
  }

  it("are all certificates that chain to the CA file and are within their validity", () => {
    const pems = [pki.issue("A").pem, pki.issue("B").pem]
    const { recipients, leftOut } = select({ pems })
    expect(recipients.map(({ subject }) => subject.commonName)).toEqual(["A", "B"])
    expect(leftOut).toEqual([])
  })

  it("leave out each unusable certificate with its own reason", () => {
    const good = pki.issue("Good").pem
    const { recipients, leftOut } = select({
      pems: [
        good,
        pki.issue("Expired", { notAfter: YESTERDAY }).pem,
        pki.issue("Early", { notBefore: TOMORROW }).pem,
        stranger.issue("Stranger").pem,
        pki.root.pem,
      ],
      texts: { "certificates-9": "-----BEGIN CERTIFICATE----- MII" },
    })
    expect(recipients.map(({ subject }) => subject.commonName)).toEqual(["Good"])
    expect(leftOut.map(({ option, code }) => [option, code])).toEqual([
      ["certificates-2", "ERR_X509_CERTIFICATE_EXPIRED"],
      ["certificates-3", "ERR_X509_CERTIFICATE_NOT_YET_VALID"],
      ["certificates-4", "ERR_X509_CHAIN_ISSUER_MISSING"],
      ["certificates-5", "ERR_X509_CA_CERTIFICATE"],
      ["certificates-9", expect.stringMatching(/^ERR_X509_/)],
    ])
    expect(leftOut[0]).toMatchObject({ serialNumber: expect.any(String) })
    expect(leftOut[4]).toMatchObject({ serialNumber: null, issuer: null })
  })

  it("are refused, with every reason, when none is usable", () => {
    const error = refusal(() =>
      select({ pems: [pki.issue("Old", { notAfter: YESTERDAY }).pem, stranger.issue("S").pem] }),
    )
    expect(error.retryable).toBe(false)
    expect(error.fields).toMatchObject({
      ivrProfileDbid: 101,
      leftOut: [{ option: "certificates-1" }, { option: "certificates-2" }],
    })
    expect(error.message).toContain("certificates-2: ")
  })

  it("are refused when the Options tab corrupted the only certificate", () => {
    const object = profileObject({ pems: [pki.issue("A").pem] })
    const options = saveOptionFromOptionsTab(
      object.options,
      "recording-certificates",
      "certificates-1",
    )
    const texts = options["recording-certificates"] ?? {}
    expect(refusal(() => select({ texts })).fields["leftOut"]).toHaveLength(1)
  })

  it("are refused when the CA file is unusable", () => {
    const fault = new GirError("ERR_MCP_CA_FILE_UNREADABLE", "the CA file is missing")
    const broken: CaFile = { isUsable: false, path: "/ca.pem", fault }
    const error = refusal(() => select({ pems: [pki.issue("A").pem] }, { caFile: broken }))
    expect(error.fields["leftOut"]).toMatchObject([{ code: "ERR_MCP_CA_FILE_UNREADABLE" }])
  })

  it("are refused when the intermediate is missing from the CA file", () => {
    const error = refusal(() =>
      select({ pems: [pki.issue("A").pem] }, { caFile: trusting([pki.root]) }),
    )
    expect(error.fields["leftOut"]).toMatchObject([{ code: "ERR_X509_CHAIN_ISSUER_MISSING" }])
  })

  it("are none, without a refusal, for a profile with no certificate", () => {
    const fault = new GirError("ERR_MCP_CA_FILE_NOT_SET", "none is set")
    const { recipients } = select({}, { caFile: { isUsable: false, path: null, fault } })
    expect(recipients).toEqual([])
  })

  it("count a certificate that stands twice on the profile once", () => {
    const pem = pki.issue("A").pem
    expect(select({ pems: [pem], texts: { "certificates-2": pem } }).recipients).toHaveLength(1)
  })

  it("under `continue` may be out of date or untrusted, but never unfit", async () => {
    const small = pki.issue("Small", { keys: await generateKeyPair(1_024) }).pem
    const expired = pki.issue("Old", { notAfter: YESTERDAY }).pem
    const selection = select({ noUsableRecipient: "continue", pems: [expired, small] })
    expect(selection.isContinuedWithoutTrust).toBe(true)
    expect(selection.recipients.map(({ subject }) => subject.commonName)).toEqual(["Old"])
    expect(refusal(() => select({ noUsableRecipient: "continue", pems: [small] }))).toBeDefined()
  })

  it("under `continue` are the usable ones alone when there is one", () => {
    const pems = [pki.issue("Good").pem, pki.issue("Old", { notAfter: YESTERDAY }).pem]
    const selection = select({ noUsableRecipient: "continue", pems })
    expect(selection.isContinuedWithoutTrust).toBe(false)
    expect(selection.recipients).toHaveLength(1)
  })

  it("leave out a certificate whose chain is signed with SHA-1, unless that is only to be told", () => {
    const pems = [pki.issue("A", { hash: "sha1" }).pem, pki.issue("B").pem]
    const strict = select({ pems })
    expect(strict.leftOut).toMatchObject([{ code: "ERR_X509_WEAK_SIGNATURE" }])
    expect(strict.recipients).toHaveLength(1)
    expect(select({ pems }, { weak: "warn" }).recipients).toHaveLength(2)
    expect(logger.lines.at(-1)?.fields).toMatchObject({ code: "ERR_X509_WEAK_SIGNATURE" })
  })

  it("are judged by their dates at every call, although the chain is remembered", () => {
    const judgeChain = judge("refuse")
    const pems = [pki.issue("A", { notAfter: new Date("2028-01-01T00:00:00.000Z") }).pem]
    expect(select({ pems }, { judgeChain }).recipients).toHaveLength(1)
    // The recording certificate still holds then; the CA certificates do not.
    const later = new Date("2027-06-01T00:00:00.000Z")
    const error = refusal(() => select({ pems }, { judgeChain, at: later }))
    expect(error.fields["leftOut"]).toMatchObject([{ code: "ERR_X509_CHAIN_EXPIRED" }])
    expect(select({ pems }, { judgeChain }).recipients).toHaveLength(1)
  })
})

import { createPrivateKey } from "node:crypto"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { CertificateSummary, RecordingCertificateRow } from "@gir/contracts"
import { saveOptionFromOptionsTab } from "@gir/ivr-profile"
import { createLogger } from "@gir/service-kit"
import {
  filesOf,
  newPair,
  PASSWORD,
  runGax,
  type Pair,
  type Person,
  type RunningGax,
} from "./running-gax.ts"

const KEY_PASSWORD = "hush-the-key-password"
const RECORDING_TAB = "/ivr-profiles/101/recording-certificates"
const SCREENS = "/screen-recording-certificates"

const lines: string[] = []
let gax: RunningGax
let person: Person
let a: Pair
let b: Pair
let expired: Pair

beforeAll(async () => {
  const destination = { write: (line: string) => void lines.push(line) }
  gax = await runGax(createLogger({ name: "gax-1", level: "debug", destination }))
  a = await newPair("Certificate A")
  b = await newPair("Certificate B")
  expired = await newPair("Certificate X", { notAfter: "2026-06-01T00:00:00.000Z" })
})
afterAll(() => gax.close())

beforeEach(async () => {
  gax.rcs.pems.clear()
  gax.rcs.uploads.length = 0
  gax.rws.assigned = []
  const { profile } = gax.configServer
  gax.configServer.profile = {
    ...profile,
    options: { ...profile.options, "recording-certificates": {} },
  }
  person = await gax.logIn()
})

const idsOf = (rows: readonly RecordingCertificateRow[]) =>
  rows.map(({ certificate }) => certificate?.id ?? null)

async function upload(...pairs: readonly Pair[]): Promise<void> {
  for (const pair of pairs) {
    const { status } = await person.ask("POST", "/certificates", filesOf(pair))
    expect(status).toBe(201)
  }
}

function encrypted(pair: Pair): string {
  return createPrivateKey(pair.privateKey)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: KEY_PASSWORD })
    .toString()
}

describe("the Upload Certificate panel", () => {
  it("fills its fields from the certificate file", async () => {
    const { certificate } = a
    const { body } = await person.ask("POST", "/certificates/preview", { certificate })
    expect(body).toMatchObject({
      subjectName: "Certificate A (Email not set)",
      serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
      subjectDn: expect.stringContaining("C=US"),
      issuerDn: expect.stringContaining("CN=Certificate A"),
    })
    expect(body).not.toHaveProperty("keyDetails")
  })

  it("fills Key Details, and says when a password is needed", async () => {
    const { certificate, privateKey } = a
    const clear = await person.ask("POST", "/certificates/preview", { certificate, privateKey })
    expect(clear.body).toMatchObject({
      keyDetails: "PKCS8 format private key file",
      isPasswordNeeded: false,
    })
    const locked = { certificate, privateKey: encrypted(a) }
    const { body } = await person.ask("POST", "/certificates/preview", locked)
    expect(body).toMatchObject({ isPasswordNeeded: true })
  })

  it("hands both files to RCS, and shows the certificate in this session", async () => {
    await upload(a)
    expect(gax.rcs.uploads).toEqual([filesOf(a)])
    const { body } = await person.ask<CertificateSummary[]>("GET", "/certificates")
    expect(body).toMatchObject([
      { id: a.id, issuedBy: "Certificate A", expires: "2027-01-01", deployedCount: 0 },
    ])
  })

  it("hands the password on with an encrypted key, and takes an empty field for none", async () => {
    const locked = { ...filesOf(a), privateKey: encrypted(a), privateKeyPassword: KEY_PASSWORD }
    expect((await person.ask("POST", "/certificates", locked)).status).toBe(201)
    expect(gax.rcs.uploads).toEqual([locked])
    const empty = { ...filesOf(b), privateKeyPassword: "" }
    expect((await person.ask("POST", "/certificates", empty)).status).toBe(201)
    expect(gax.rcs.uploads[1]).toEqual(filesOf(b))
  })

  it("takes an expired certificate, which opens what it has encrypted", async () => {
    await upload(expired)
  })

  it.each([
    ["a key of another certificate", () => ({ privateKey: b.privateKey }), "ERR_X509_KEY_MISMATCH"],
    [
      "a locked key without password",
      () => ({ privateKey: encrypted(a) }),
      "ERR_X509_KEY_PASSWORD_MISSING",
    ],
    [
      "a wrong password",
      () => ({ privateKey: encrypted(a), privateKeyPassword: "guess" }),
      "ERR_X509_KEY_PASSWORD_WRONG",
    ],
    ["a text that is no certificate", () => ({ certificate: "hello" }), /^ERR_X509_/],
    ["the key in the certificate's place", () => ({ certificate: a.privateKey }), /^ERR_X509_/],
    [
      "a certificate that is too large",
      () => ({ certificate: "x".repeat(65_537) }),
      "ERR_BAD_REQUEST",
    ],
  ])("refuses %s, and RCS hears nothing of it", async (_what, change, code) => {
    const files = { ...filesOf(a), ...change() }
    const { status, body } = await person.ask<{ code: string }>("POST", "/certificates", files)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body.code).toMatch(code)
    expect(JSON.stringify(body)).not.toContain("PRIVATE KEY")
    expect(gax.rcs.uploads).toEqual([])
  })

  it("counts on how many profiles a certificate is deployed", async () => {
    await upload(a, b)
    await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    const { body } = await person.ask<CertificateSummary[]>("GET", "/certificates")
    const counts = body.map(({ id, deployedCount }) => [id, deployedCount])
    expect(counts).toEqual([
      [a.id, 1],
      [b.id, 0],
    ])
  })
})

describe("Delete", () => {
  it("hands RCS's question for the loss to the person, and the person's answer to RCS", async () => {
    await upload(a)
    gax.rcs.needed.set(a.id, 212)
    const url = `/certificates/${a.id}`
    for (const guess of ["", "?confirmLoss=211"]) {
      expect(await person.ask("DELETE", `${url}${guess}`)).toMatchObject({
        status: 409,
        body: { code: "ERR_RCS_KEY_STILL_NEEDED", fields: { recordings: 212 } },
      })
    }
    expect((await person.ask<CertificateSummary[]>("GET", "/certificates")).body).toHaveLength(1)
    expect((await person.ask("DELETE", `${url}?confirmLoss=212`)).status).toBe(204)
    expect((await person.ask("GET", "/certificates")).body).toEqual([])
    gax.rcs.needed.clear()
  })
})

describe("the Recording tab", () => {
  it("adds certificates beside those that are there, and removes them again", async () => {
    await upload(a, b)
    const version = gax.configServer.profile.version
    const first = await person.ask<RecordingCertificateRow[]>("POST", RECORDING_TAB, {
      certificateIds: [a.id],
    })
    expect(idsOf(first.body)).toEqual([a.id])
    const second = await person.ask<RecordingCertificateRow[]>("POST", RECORDING_TAB, {
      certificateIds: [b.id, b.id],
    })
    expect(idsOf(second.body)).toEqual([a.id, b.id])
    const third = await person.ask<RecordingCertificateRow[]>("DELETE", RECORDING_TAB, {
      certificateIds: [a.id],
    })
    expect(idsOf(third.body)).toEqual([b.id])
    const shown = await person.ask<RecordingCertificateRow[]>("GET", RECORDING_TAB)
    expect(shown.body).toEqual(third.body)
    expect(gax.configServer.profile.version).toBe(version + 3)
  })

  it("makes its change again on what somebody else has saved meanwhile", async () => {
    await upload(a)
    gax.configServer.foreignSaves = 2
    const { status } = await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    expect(status).toBe(200)
    expect(gax.configServer.profile.description).toMatch(/xx$/)
  })

  it("gives up with a code when others save again and again", async () => {
    await upload(a)
    gax.configServer.foreignSaves = 1_000
    const { body } = await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    gax.configServer.foreignSaves = 0
    expect(body).toMatchObject({ code: "ERR_GAX_PROFILE_BUSY", status: 409 })
  })

  it("refuses to deploy an expired certificate, or one that is there already", async () => {
    await upload(a, expired)
    const old = await person.ask("POST", RECORDING_TAB, { certificateIds: [expired.id] })
    expect(old.body).toMatchObject({ code: "ERR_X509_CERTIFICATE_EXPIRED" })
    await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    const again = await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    expect(again.body).toMatchObject({ code: "ERR_CONFIG_CERTIFICATE_ON_PROFILE" })
  })

  it("removes nothing when one of the certificates is not on the profile", async () => {
    await upload(a, b)
    await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    const removal = { certificateIds: [a.id, b.id] }
    const { status, body } = await person.ask("DELETE", RECORDING_TAB, removal)
    expect(status).toBe(404)
    expect(body).toMatchObject({
      code: "ERR_GAX_CERTIFICATE_NOT_ON_PROFILE",
      fields: { missing: [b.id] },
    })
    const shown = await person.ask<RecordingCertificateRow[]>("GET", RECORDING_TAB)
    expect(idsOf(shown.body)).toEqual([a.id])
  })

  it("shows a certificate that the Options tab has corrupted, and mends it: remove, add, save", async () => {
    await upload(a)
    await person.ask("POST", RECORDING_TAB, { certificateIds: [a.id] })
    const { profile } = gax.configServer
    const options = saveOptionFromOptionsTab(
      profile.options,
      "recording-certificates",
      "certificates-1",
    )
    gax.configServer.profile = { ...profile, options }
    const corrupted = await person.ask<RecordingCertificateRow[]>("GET", RECORDING_TAB)
    const problem = { code: expect.stringMatching(/^ERR_X509_/) }
    expect(corrupted.body).toMatchObject([{ option: "certificates-1", certificate: null, problem }])
    const byId = await person.ask("DELETE", RECORDING_TAB, { certificateIds: [a.id] })
    expect(byId.body).toMatchObject({ fields: { corruptedOptions: ["certificates-1"] } })
    await person.ask("DELETE", RECORDING_TAB, { certificateIds: [], options: ["certificates-1"] })
    const mended = await person.ask<RecordingCertificateRow[]>("POST", RECORDING_TAB, {
      certificateIds: [a.id],
    })
    expect(idsOf(mended.body)).toEqual([a.id])
  })

  it("answers 404 for a profile that does not exist", async () => {
    const { body } = await person.ask("GET", "/ivr-profiles/999/recording-certificates")
    expect(body).toMatchObject({ code: "ERR_NOT_FOUND", status: 404 })
  })
})

describe("the Screen Recording Certificates panel", () => {
  it("assigns exactly the chosen certificates", async () => {
    await upload(a, b)
    await person.ask("PUT", SCREENS, { certificateIds: [a.id] })
    expect(gax.rws.assigned).toEqual([a.certificate])
    const { body } = await person.ask<CertificateSummary[]>("PUT", SCREENS, {
      certificateIds: [b.id, a.id, b.id],
    })
    expect(body.map(({ id }) => id)).toEqual([b.id, a.id])
    expect((await person.ask("GET", SCREENS)).body).toEqual(body)
    await person.ask("PUT", SCREENS, { certificateIds: [] })
    expect(gax.rws.assigned).toEqual([])
  })

  it("keeps an assigned certificate that the keystore does not hold any more", async () => {
    await upload(a, b)
    await person.ask("PUT", SCREENS, { certificateIds: [a.id] })
    await person.ask("DELETE", `/certificates/${a.id}`)
    const { status } = await person.ask("PUT", SCREENS, { certificateIds: [a.id, b.id] })
    expect(status).toBe(200)
    expect(gax.rws.assigned).toEqual([a.certificate, b.certificate])
  })

  it("changes nothing when one of them is expired", async () => {
    await upload(a, expired)
    await person.ask("PUT", SCREENS, { certificateIds: [a.id] })
    const { body } = await person.ask("PUT", SCREENS, { certificateIds: [expired.id] })
    expect(body).toMatchObject({ code: "ERR_X509_CERTIFICATE_EXPIRED" })
    expect(gax.rws.assigned).toEqual([a.certificate])
  })
})

describe("the log", () => {
  it("has every upload, and nothing of a key, a password or a session", async () => {
    const locked = { ...filesOf(a), privateKey: encrypted(a), privateKeyPassword: KEY_PASSWORD }
    await person.ask("POST", "/certificates", locked)
    await person.ask("POST", "/certificates", { ...locked, privateKey: b.privateKey })
    await person.ask("POST", "/logout")
    const text = lines.join("")
    expect(text).toContain('"certificate uploaded"')
    const keyLine = a.privateKey.split("\n")[5] ?? "never"
    const secrets = [
      "PRIVATE KEY",
      keyLine,
      locked.privateKey.split("\n")[5] ?? "never",
      KEY_PASSWORD,
      PASSWORD,
      person.session.sessionId,
    ]
    for (const secret of secrets) expect(text).not.toContain(secret)
  })
})

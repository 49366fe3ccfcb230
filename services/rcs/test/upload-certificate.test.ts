import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { RestartOption } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { writePkcs12 } from "@gir/pkcs12"
import { testFolder } from "./folder.ts"
import { issue, type TestPair } from "./pki.ts"
import {
  logIn,
  playbackHeader,
  startRcs,
  store,
  upload,
  uploadOf,
  type Rcs,
} from "./rcs-harness.ts"

interface CaStoreOptions {
  readonly password?: string
  readonly environment?: Record<string, string>
}

/** RCS whose rcs.properties names a CA store with this content. */
async function rcsWithCaStore(
  content: string | Uint8Array,
  { password = "", environment = {} }: CaStoreOptions = {},
): Promise<Rcs> {
  const nodeRoot = join(testFolder(), "rcs")
  mkdirSync(join(nodeRoot, "RCS"), { recursive: true })
  writeFileSync(join(nodeRoot, "RCS", "ca_cert.pem"), content)
  writeFileSync(
    join(nodeRoot, "RCS", "rcs.properties"),
    `cacertstorepath=ca_cert.pem\ncacertstorepassword=${password}\n`,
  )
  return startRcs({ nodeRoot, environment })
}

async function chain(): Promise<{ ca: TestPair; intermediate: TestPair; leaf: TestPair }> {
  const ca = await issue({ role: "ca", commonName: "Test CA" })
  const intermediate = await issue({ role: "ca", commonName: "Test Intermediate", issuer: ca })
  return { ca, intermediate, leaf: await issue({ issuer: intermediate }) }
}

describe("an upload", () => {
  it("stores the pair and answers with its public part, and again without a change", async () => {
    const rcs = await startRcs()
    const pair = await issue({ commonName: "Interaction Recording A", serialNumber: "2A01" })
    const first = await upload(rcs.app, uploadOf(pair))
    expect(first).toMatchObject({
      status: 201,
      body: {
        isNew: true,
        notices: [expect.stringContaining("cacertstorepath is not set") as string],
        certificate: {
          id: pair.certificate.sha256,
          pem: pair.certificate.pem,
          issuedTo: "Interaction Recording A (Email not set)",
          serialNumber: "2A01",
          expires: "2028-01-01",
        },
      },
    })
    expect(JSON.stringify(first)).not.toContain("PRIVATE KEY")
    expect(await upload(rcs.app, uploadOf(pair))).toMatchObject({
      status: 200,
      body: { isNew: false },
    })
    expect(await rcs.parts.keystore.entries()).toHaveLength(1)
  })

  it("opens a private key under its password", async () => {
    const rcs = await startRcs()
    const pair = await issue()
    const privateKey = pair.keyPair.privateKey
      .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
      .toString()
    const payload = { certificate: pair.certificatePem, privateKey }
    const wrong = await upload(rcs.app, { ...payload, privateKeyPassword: "other" })
    expect([wrong.status, wrong.body.code]).toEqual([422, "ERR_X509_KEY_PASSWORD_WRONG"])
    const right = await upload(rcs.app, { ...payload, privateKeyPassword: "secret" })
    expect(right.status).toBe(201)
  })

  it("refuses a key that belongs to another certificate, and stores nothing", async () => {
    const rcs = await startRcs()
    const [one, other] = await Promise.all([issue(), issue()])
    const payload = { ...uploadOf(one), privateKey: other.keyPair.privateKeyPem }
    const { status, body } = await upload(rcs.app, payload)
    expect([status, body.code]).toEqual([422, "ERR_X509_KEY_MISMATCH"])
    expect(await rcs.parts.keystore.entries()).toEqual([])
  })

  it("refuses what is no recording certificate", async () => {
    const rcs = await startRcs()
    const ca = await issue({ role: "ca" })
    expect((await upload(rcs.app, uploadOf(ca))).body.code).toBe("ERR_X509_CA_CERTIFICATE")
  })

  it("accepts an expired pair and one that is not valid yet, and says which it is", async () => {
    const rcs = await startRcs()
    const expired = await issue({ notAfter: new Date("2026-06-30T00:00:00Z") })
    const early = await issue({ notBefore: new Date("2026-12-01T00:00:00Z") })
    expect((await upload(rcs.app, uploadOf(expired))).body.notices[0]).toBe(
      "expired on 2026-06-30: it only opens old recordings",
    )
    expect((await upload(rcs.app, uploadOf(early))).body.notices[0]).toBe(
      "not valid before 2026-12-01",
    )
    expect(await rcs.parts.keystore.entries()).toHaveLength(2)
  })

  it("refuses another key under the same issuer and serial number", async () => {
    const rcs = await startRcs()
    const name = { commonName: "Serial 1", serialNumber: "01" }
    await upload(rcs.app, uploadOf(await issue(name)))
    const { status, body } = await upload(rcs.app, uploadOf(await issue(name)))
    expect([status, body.code]).toEqual([409, "ERR_RCS_ISSUER_SERIAL_CONFLICT"])
  })

  it("takes it with a notice where that is accepted, and both play with their own key", async () => {
    const rcs = await startRcs({ environment: { GIR_RCS_ISSUER_SERIAL_COLLISION: "accept" } })
    const name = { commonName: "Serial 1", serialNumber: "01" }
    const pairs = [await issue(name), await issue(name)] as const
    await upload(rcs.app, uploadOf(pairs[0]))
    const { status, body } = await upload(rcs.app, uploadOf(pairs[1]))
    expect([status, body.notices.at(-1)]).toEqual([201, expect.stringContaining("another key")])
    for (const pair of pairs) {
      const plaintext = Buffer.from(pair.certificate.sha256)
      const { mediaId } = store(rcs.rws, plaintext, [pair])
      const headers = await playbackHeader(rcs.app, mediaId)
      const { rawPayload } = await rcs.app.inject({ url: `/rcs/media/${mediaId}`, headers })
      expect(rawPayload.equals(plaintext)).toBe(true)
    }
  })

  it("never tries a namesake's key on a recording whose own key is gone", async () => {
    const rcs = await startRcs()
    const name = { commonName: "Serial 1", serialNumber: "01" }
    await upload(rcs.app, uploadOf(await issue(name)))
    const { mediaId } = store(rcs.rws, Buffer.from("sound"), [await issue(name)])
    const headers = await playbackHeader(rcs.app, mediaId)
    const answer = await rcs.app.inject({ url: `/rcs/media/${mediaId}`, headers })
    expect([answer.statusCode, answer.json().code]).toEqual([404, "ERR_RCS_KEY_NOT_FOUND"])
  })
})

describe("the CA store", () => {
  it.each([
    ["refuse", [422, "ERR_X509_WEAK_SIGNATURE"]],
    ["warn", [201, undefined]],
  ])("lets SHA-1 pass by GIR_WEAK_SIGNATURE: %s", async (policy, expected) => {
    const ca = await issue({ role: "ca", commonName: "Test CA" })
    const rcs = await rcsWithCaStore(ca.certificatePem, {
      environment: { GIR_WEAK_SIGNATURE: policy },
    })
    const { status, body } = await upload(
      rcs.app,
      uploadOf(await issue({ issuer: ca, hash: "sha1" })),
    )
    expect([status, body.code]).toEqual(expected)
    if (status === 201) expect(body.notices).toEqual([expect.stringContaining("can be forged")])
  })

  it("lets in what leads to it through an intermediate, and refuses anything else", async () => {
    const { ca, intermediate, leaf } = await chain()
    const rcs = await rcsWithCaStore(intermediate.certificatePem + ca.certificatePem)
    expect(await upload(rcs.app, uploadOf(leaf))).toMatchObject({
      status: 201,
      body: { notices: [] },
    })
    const { status, body } = await upload(rcs.app, uploadOf(await issue()))
    expect([status, body.code]).toEqual([422, "ERR_RCS_CERTIFICATE_UNTRUSTED"])
  })

  it("lets in an expired certificate that led to it while it was valid", async () => {
    const notAfter = new Date("2026-06-30T00:00:00Z")
    const ca = await issue({ role: "ca", notAfter })
    const rcs = await rcsWithCaStore(ca.certificatePem)
    const { status } = await upload(rcs.app, uploadOf(await issue({ issuer: ca, notAfter })))
    expect(status).toBe(201)
  })

  it("may be a PKCS #12 file under cacertstorepassword", async () => {
    const { ca, intermediate, leaf } = await chain()
    const entries = [ca, intermediate].map(({ certificate }) => ({
      certificateDer: certificate.der,
      alias: certificate.sha256,
      privateKey: null,
    }))
    const rcs = await rcsWithCaStore(await writePkcs12(entries, "changeit"), {
      password: "changeit",
    })
    expect((await upload(rcs.app, uploadOf(leaf))).status).toBe(201)
  })

  it.each([
    ["is not there", null, "ENOENT"],
    ["holds no certificate", "nothing\n", "cannot be used"],
    ["does not open under cacertstorepassword", "p12", "cacertstorepassword does not open it"],
  ])("that %s stops uploads, and nothing else", async (_what, content, reason) => {
    const pair = await issue()
    const bytes = content === "p12" ? await writePkcs12([], "changeit") : (content ?? "")
    const rcs = await rcsWithCaStore(bytes)
    if (content === null) {
      writeFileSync(
        join(rcs.nodeRoot, "RCS", "rcs.properties"),
        "cacertstorepath=missing/ca_cert.pem\n",
      )
    }
    const restarted = await startRcs({ nodeRoot: rcs.nodeRoot })
    const { status, body } = await upload(restarted.app, uploadOf(pair))
    expect([status, body.code]).toEqual([503, "ERR_RCS_CA_STORE_UNUSABLE"])
    expect(body.detail).toContain(reason)
    expect(await restarted.parts.keystore.entries()).toEqual([])
  })

  it("is read at start only: a change waits for a restart, and the status shows it", async () => {
    const { ca, intermediate, leaf } = await chain()
    const rcs = await startRcs()
    const { nodeRoot } = rcs
    writeFileSync(
      join(nodeRoot, "RCS", "ca_cert.pem"),
      intermediate.certificatePem + ca.certificatePem,
    )
    const properties = join(nodeRoot, "RCS", "rcs.properties")
    writeFileSync(properties, "cacertstorepath=ca_cert.pem\ncacertstorepassword=word\n")
    expect((await upload(rcs.app, uploadOf(await issue()))).status).toBe(201)
    const status = await statusOf(rcs)
    expect(status.caStore.state).toBe("not-configured")
    expect(status.pending).toEqual(["cacertstorepath", "cacertstorepassword"])

    const restarted = await startRcs({ nodeRoot })
    expect(await statusOf(restarted)).toMatchObject({
      caStore: { state: "loaded", certificateCount: 2 },
      pending: [],
    })
    expect((await upload(restarted.app, uploadOf(await issue()))).status).toBe(422)
    expect((await upload(restarted.app, uploadOf(leaf))).status).toBe(201)
  })
})

async function statusOf(rcs: Rcs) {
  const headers = await logIn(rcs.app, "player")
  const answer = await rcs.app.inject({ url: "/status", headers })
  const status = answer.json<{ caStore: { state: string }; restartOptions: RestartOption[] }>()
  const pending = status.restartOptions.filter(({ isRestartPending }) => isRestartPending)
  return { ...status, pending: pending.map(({ option }) => option) }
}

import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { CertificatePreview, CertificateSummaryList, UploadedCertificate } from "@gir/contracts"
import { isGirError } from "@gir/errors"
import { systemClock } from "@gir/sim"
import { generateKeyPair, issueCertificate, type DnFields, type KeyPair } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { logInToGax, type GaxSession } from "../harness/gax-session.ts"
import { startWorld } from "../harness/world.ts"

const PASSWORD = "Pleasant-Hill-1976"

/** The names in the guide's picture of the panel. */
const GENESYS: Omit<DnFields, "commonName"> = {
  country: "CA",
  state: "Ontario",
  locality: "Markham",
  organization: "Genesys Telecommunications Laboratories",
}
const SUBJECT: DnFields = {
  ...GENESYS,
  commonName: "Cert1 User",
  email: "cert1.user@genesyslab.com",
}
const ISSUER: DnFields = {
  ...GENESYS,
  commonName: "Certificate Administrator",
  email: "cert.admin@genesyslab.com",
}

let world: Awaited<ReturnType<typeof startWorld>>
let gax: GaxSession
let caPem: string
let certificate: string
let keys: KeyPair
let privateKey: string

beforeAll(async () => {
  world = await startWorld()
  const now = systemClock.now().getTime()
  const validity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 86_400_000) }
  const [caKeys, ownKeys] = await Promise.all([generateKeyPair(2_048), generateKeyPair(2_048)])
  keys = ownKeys
  const ca = issueCertificate({
    subject: ISSUER,
    role: "ca",
    issuer: "self",
    privateKey: caKeys.privateKey,
    ...validity,
  })
  caPem = ca.pem
  certificate = issueCertificate({
    subject: SUBJECT,
    role: "recording",
    issuer: { certificatePem: ca.pem, privateKey: caKeys.privateKey },
    publicKey: keys.publicKey,
    serialNumber: "01",
    ...validity,
  }).pem
  privateKey = keys.privateKey.export({
    type: "pkcs1",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: PASSWORD,
  }) as string
  gax = await logInToGax(world)
})

afterAll(() => world.close())

function upload(body: object) {
  return gax.request({ method: "POST", path: "/certificates", body, schema: UploadedCertificate })
}

function preview(body: object) {
  const path = "/certificates/preview"
  return gax.request({ method: "POST", path, body, schema: CertificatePreview })
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => expect.fail("it was not refused"),
    (reason: unknown) => reason,
  )
  if (isGirError(error)) return error.code
  throw error
}

describe("the Upload Certificate panel", () => {
  it("fills its fields as in the guide's picture", async () => {
    const clearKey = keys.privateKey.export({ type: "pkcs1", format: "pem" })
    expect(await preview({ certificate, privateKey: clearKey })).toEqual({
      subjectName: "Cert1 User <cert1.user@genesyslab.com>",
      serialNumber: "1",
      subjectDn:
        "C=CA,ST=Ontario,L=Markham,O=Genesys Telecommunications Laboratories,CN=Cert1 User,E=cert1.user@genesyslab.com",
      issuerDn:
        "C=CA,ST=Ontario,L=Markham,O=Genesys Telecommunications Laboratories,CN=Certificate Administrator,E=cert.admin@genesyslab.com",
      keyDetails: "Openssl format private key file",
      isPasswordNeeded: false,
    })
  })

  it("says of an encrypted key that it needs the password, and of PKCS8 that it is PKCS8", async () => {
    expect(await preview({ certificate, privateKey })).toMatchObject({
      keyDetails: "Encrypted Openssl format private key file",
      isPasswordNeeded: true,
    })
    expect(await preview({ certificate, privateKey: keys.privateKeyPem })).toMatchObject({
      keyDetails: "PKCS8 format private key file",
      isPasswordNeeded: false,
    })
  })

  it("needs the Private Key Password of an encrypted key, and the right one", async () => {
    expect(await codeOf(upload({ certificate, privateKey }))).toBe("ERR_X509_KEY_PASSWORD_MISSING")
    expect(
      await codeOf(upload({ certificate, privateKey, privateKeyPassword: "Pleasant-Hill" })),
    ).toBe("ERR_X509_KEY_PASSWORD_WRONG")
  })

  it("refuses a private key of another certificate", async () => {
    const other = await generateKeyPair(2_048)
    const mismatch = upload({ certificate, privateKey: other.privateKeyPem })
    expect(await codeOf(mismatch)).toBe("ERR_X509_KEY_MISMATCH")
  })

  it("takes the certificate once its CA is in the CA store and RCS was restarted", async () => {
    const pair = { certificate, privateKey, privateKeyPassword: PASSWORD }
    expect(await codeOf(upload(pair))).toBe("ERR_RCS_CERTIFICATE_UNTRUSTED")
    const caStore = join(world.state.nodeRoot("rcs"), "RCS", "ca_cert.pem")
    await writeFile(caStore, (await readFile(caStore, "utf8")) + caPem)
    expect(await codeOf(upload(pair))).toBe("ERR_RCS_CERTIFICATE_UNTRUSTED")
    await world.installation.supervisor.restart("rcs-1")
    gax = await logInToGax(world)
    expect(await upload(pair)).toMatchObject({ isNew: true })
    expect(await upload(pair)).toMatchObject({ isNew: false })
  })

  it("leads to a row of the Recording Certificates panel, with a count of its deployments", async () => {
    const row = async () => {
      const schema = CertificateSummaryList
      const rows = await gax.request({ method: "GET", path: "/certificates", schema })
      return rows.find(({ issuedBy }) => issuedBy === "Certificate Administrator")
    }
    const before = await row()
    expect(before).toMatchObject({
      issuedTo: "Cert1 User <cert1.user@genesyslab.com>",
      issuedBy: "Certificate Administrator",
      expires: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      serialNumber: "1",
      deployedCount: 0,
    })
    const ivrProfileDbid = await world.newProfile()
    await gax.request({
      method: "POST",
      path: `/ivr-profiles/${ivrProfileDbid}/recording-certificates`,
      body: { certificateIds: [before?.id] },
    })
    expect(await row()).toMatchObject({ deployedCount: 1 })
  })

  it("leaves neither password nor key in any log", async () => {
    const body = keys.privateKeyPem.split("\n")[3] ?? "no such line"
    for (const { name } of world.nodes) {
      const log = await world.logOf(name)
      expect(log, name).not.toContain(PASSWORD)
      expect(log, name).not.toContain("PRIVATE KEY")
      expect(log, name).not.toContain(body)
    }
  })
})

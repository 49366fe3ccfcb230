import { generateKeyPairSync, type KeyObject } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Writable } from "node:stream"
import type { Problem } from "@gir/contracts"
import { migrate, startEmbeddedPostgres } from "@gir/database"
import { prepareQueue } from "@gir/queue"
import { buildRcs, readRcsConfig } from "@gir/rcs"
import { createLogger, silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { encodePem, issueCertificate, type ExtensionInput } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { printedRandom } from "../harness/seed.ts"

const PASSWORD = "password-of-the-tests"
const ADMINISTRATION = "Administration of Recording Certificates and Keys"
const MAX_MS = 500
const DAMAGED = 300

const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 })
const other = generateKeyPairSync("rsa", { modulusLength: 2_048 })
const small = generateKeyPairSync("rsa", { modulusLength: 1_024 })
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" })

let service: Service
let session: string
let log = ""
let stop: () => Promise<void>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "gir-upload-rules-"))
  const logger = silentLogger
  const postgres = await startEmbeddedPostgres({
    folder: join(folder, "postgres"),
    logger,
    isDurable: false,
  })
  await migrate({ url: postgres.url, logger })
  await prepareQueue({ databaseUrl: postgres.url, redisUrl: null, logger })
  const config = readRcsConfig(await environment(folder, postgres.url))
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log += chunk.toString("utf8")
      done()
    },
  })
  const rcsLogger = createLogger({ name: "rcs", level: "debug", destination })
  service = await buildRcs(config, {
    name: "rcs",
    clock: systemClock,
    faults: noFaults,
    logger: rcsLogger,
  })
  const payload = { userName: "admin", password: PASSWORD }
  const answer = await service.app.inject({ method: "POST", url: "/sessions", payload })
  session = answer.json<{ sessionId: string }>().sessionId
  stop = async () => {
    await service.close()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => stop())

async function environment(folder: string, databaseUrl: string): Promise<Record<string, string>> {
  const secret = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content, { mode: 0o600 })
    return join(folder, name)
  }
  const users = [{ userName: "admin", password: PASSWORD, privileges: [ADMINISTRATION] }]
  return {
    GIR_NODE_ROOT: join(folder, "node"),
    GIR_DATABASE_URL: databaseUrl,
    GIR_SERVICE_TOKEN_FILE: await secret("token", "service-token-of-the-tests"),
    GIR_RWS_URL: "http://127.0.0.1:9",
    GIR_RCS_USERS_FILE: await secret("users.json", JSON.stringify(users)),
  }
}

interface Upload {
  readonly certificate: string
  readonly privateKey: string
  readonly privateKeyPassword?: string
}

interface Answer {
  readonly status: number
  readonly code: string | null
  readonly durationMs: number
}

async function upload(payload: Upload): Promise<Answer> {
  const startedMs = performance.now()
  const headers = { "x-rcs-session": session }
  const answer = await service.app.inject({
    method: "POST",
    url: "/certificates",
    headers,
    payload,
  })
  const durationMs = performance.now() - startedMs
  const code = answer.statusCode >= 400 ? answer.json<Problem>().code : null
  return { status: answer.statusCode, code, durationMs }
}

async function held(): Promise<number> {
  const headers = { "x-rcs-session": session }
  const answer = await service.app.inject({ method: "GET", url: "/certificates", headers })
  return answer.json<unknown[]>().length
}

interface IssueOptions {
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly role?: "ca"
  readonly isSelfSigned?: boolean
  readonly hash?: "sha1"
  readonly fromDays?: number
  readonly toDays?: number
  readonly extensions?: readonly ExtensionInput[]
}

let issued = 0

function certificate(options: IssueOptions = {}): string {
  return issue(options).pem
}

function issue({ keys = rsa, role, isSelfSigned, hash, extensions, ...days }: IssueOptions = {}) {
  issued += 1
  const day = 86_400_000
  const now = Math.floor(systemClock.now().getTime() / 1_000) * 1_000
  const content = {
    subject: { commonName: `Interaction Recording ${issued}` },
    role: role ?? ("recording" as const),
    notBefore: new Date(now + (days.fromDays ?? -20) * day),
    notAfter: new Date(now + (days.toDays ?? 700) * day),
    ...(hash === undefined ? {} : { hash }),
    ...(extensions === undefined ? {} : { extensions }),
  }
  if (isSelfSigned === true) {
    return issueCertificate({ ...content, issuer: "self", privateKey: keys.privateKey })
  }
  const root = issueCertificate({
    ...content,
    subject: { commonName: "Root" },
    role: "ca",
    hash: "sha256",
    issuer: "self",
    privateKey: ec.privateKey,
    extensions: [],
  })
  const issuer = { certificatePem: root.pem, privateKey: ec.privateKey }
  return issueCertificate({ ...content, issuer, publicKey: keys.publicKey })
}

function keyPem({ privateKey }: { readonly privateKey: KeyObject }, passphrase?: string): string {
  const lock = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }
  return privateKey.export({ format: "pem", type: "pkcs8", ...lock }).toString()
}

const extension = (oid: string, ...value: readonly number[]): ExtensionInput => ({
  oid,
  isCritical: true,
  value: Uint8Array.from(value),
})

const request = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"
const bag = "-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n"
const good = certificate()
const der = Buffer.from(issue().certificate.der)

const GOOD_CERTIFICATES: readonly (readonly [string, () => string])[] = [
  ["plain", () => certificate()],
  ["with text around it", () => `us\n${certificate()}\nend`],
  ["with CRLF", () => certificate().replaceAll("\n", "\r\n")],
  ["with a byte order mark", () => `\uFEFF${certificate()}`],
  ["without a last line end", () => certificate().trimEnd()],
  ["self-signed", () => certificate({ isSelfSigned: true })],
  ["self-signed as openssl req -x509 does", () => selfSignedCa()],
  ["expired", () => certificate({ toDays: -2 })],
  ["not valid yet", () => certificate({ fromDays: 2 })],
  [
    "without keyUsage",
    () => certificate({ extensions: [{ oid: "2.5.29.15", isCritical: true, value: null }] }),
  ],
]

function selfSignedCa(): string {
  const value = null
  const extensions = [{ oid: "2.5.29.15", isCritical: true, value }]
  return certificate({ isSelfSigned: true, role: "ca", extensions })
}

const BAD_CERTIFICATES: readonly (readonly [name: string, text: () => string, code: string])[] = [
  ["nothing", () => "", "ERR_X509_NOT_PEM"],
  ["a letter", () => "Dear administrator", "ERR_X509_NOT_PEM"],
  ["DER", () => der.toString("utf8"), "ERR_X509_DER_NOT_PEM"],
  ["base64 alone", () => der.toString("base64"), "ERR_X509_NOT_PEM"],
  ["a request", () => request, "ERR_X509_REQUEST_NOT_CERTIFICATE"],
  ["a PKCS #7 bag", () => bag, "ERR_X509_PKCS7_NOT_CERTIFICATE"],
  ["its private key", () => keyPem(rsa), "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE"],
  ["certificate and key", () => good + keyPem(rsa), "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE"],
  ["two certificates", () => good + certificate(), "ERR_X509_SEVERAL_CERTIFICATES"],
  ["glued blocks", () => good.trimEnd() + good, "ERR_X509_PEM_GLUED"],
  ["half a block", () => good.slice(0, 500), "ERR_X509_PEM_MALFORMED"],
  ["a block without line ends", () => good.replaceAll("\n", ""), "ERR_X509_PEM_MALFORMED"],
  ["a public key", () => publicPem(), "ERR_X509_NOT_A_CERTIFICATE"],
  [
    "a certificate and a byte",
    () => pem(Buffer.concat([der, Buffer.of(0)])),
    "ERR_X509_TRAILING_BYTES",
  ],
  ["a cut certificate", () => pem(der.subarray(0, 300)), "ERR_X509_CERTIFICATE_MALFORMED"],
  ["zeros", () => pem(Buffer.alloc(600)), "ERR_X509_CERTIFICATE_MALFORMED"],
  ["an EC key", () => certificate({ keys: ec }), "ERR_X509_KEY_NOT_RSA"],
  ["a key of 1024 bits", () => certificate({ keys: small }), "ERR_X509_KEY_TOO_SMALL"],
  ["SHA-1", () => certificate({ hash: "sha1" }), "ERR_X509_WEAK_SIGNATURE"],
  ["a CA", () => certificate({ role: "ca" }), "ERR_X509_CA_CERTIFICATE"],
  [
    "a signer",
    () => certificate({ extensions: [extension("2.5.29.15", 3, 2, 7, 0x80)] }),
    "ERR_X509_KEY_USAGE",
  ],
  [
    "a demand unknown here",
    () => certificate({ extensions: [extension("1.2.3", 5, 0)] }),
    "ERR_X509_CRITICAL_EXTENSION",
  ],
  ["an extension that is none", () => damagedExtension(), "ERR_X509_EXTENSION_INVALID"],
  [
    "dates turned round",
    () => certificate({ fromDays: 5, toDays: -5 }),
    "ERR_X509_VALIDITY_INVALID",
  ],
]

/** basicConstraints whose SEQUENCE is said to be longer than it is. */
function damagedExtension(): string {
  const bytes = Buffer.from(der)
  const at = bytes.indexOf(Buffer.from("0603551d13", "hex"))
  bytes[bytes.indexOf(0x30, at + 5) + 1] = 5
  return pem(bytes)
}

function pem(bytes: Uint8Array): string {
  return encodePem("CERTIFICATE", bytes)
}

function publicPem(): string {
  return rsa.publicKey.export({ format: "pem", type: "spki" }).toString()
}

type BadKey = readonly [name: string, upload: () => Omit<Upload, "certificate">, code: string]

const BAD_KEYS: readonly BadKey[] = [
  ["of another certificate", () => ({ privateKey: keyPem(other) }), "ERR_X509_KEY_MISMATCH"],
  ["that is missing", () => ({ privateKey: "" }), "ERR_X509_KEY_NOT_FOUND"],
  ["that is a certificate", () => ({ privateKey: good }), "ERR_X509_KEY_NOT_FOUND"],
  ["twice", () => ({ privateKey: keyPem(rsa) + keyPem(rsa) }), "ERR_X509_SEVERAL_KEYS"],
  ["on an elliptic curve", () => ({ privateKey: keyPem(ec) }), "ERR_X509_KEY_NOT_RSA"],
  ["of 1024 bits", () => ({ privateKey: keyPem(small) }), "ERR_X509_KEY_TOO_SMALL"],
  ["cut in half", () => ({ privateKey: keyPem(rsa).slice(0, 700) }), "ERR_X509_PEM_MALFORMED"],
  [
    "locked, without a password",
    () => ({ privateKey: keyPem(rsa, "right") }),
    "ERR_X509_KEY_PASSWORD_MISSING",
  ],
  [
    "locked, with a wrong password",
    () => ({ privateKey: keyPem(rsa, "right"), privateKeyPassword: "wrong" }),
    "ERR_X509_KEY_PASSWORD_WRONG",
  ],
  [
    "with a password too many",
    () => ({ privateKey: keyPem(rsa), privateKeyPassword: "right" }),
    "ERR_X509_KEY_PASSWORD_NOT_NEEDED",
  ],
]

describe("an upload to RCS", () => {
  it.each(GOOD_CERTIFICATES)("takes a certificate that is %s", async (_, text) => {
    const answer = await upload({ certificate: text(), privateKey: keyPem(rsa) })
    expect(answer).toMatchObject({ status: 201, code: null })
  })

  it("takes a locked key with its password", async () => {
    const privateKey = keyPem(rsa, "right horse")
    const payload = { certificate: certificate(), privateKey, privateKeyPassword: "right horse" }
    expect(await upload(payload)).toMatchObject({ status: 201 })
  })

  it("refuses the issuer and serial number of another key: 409", async () => {
    const serialNumber = "01"
    const again = (keys: typeof rsa): string => {
      const content = { subject: { commonName: "Same" }, role: "recording" as const, serialNumber }
      const term = { notBefore: new Date(0), notAfter: new Date("2099-01-01") }
      return issueCertificate({ ...content, ...term, issuer: "self", privateKey: keys.privateKey })
        .pem
    }
    expect(await upload({ certificate: again(rsa), privateKey: keyPem(rsa) })).toMatchObject({
      status: 201,
    })
    const conflict = await upload({ certificate: again(other), privateKey: keyPem(other) })
    expect(conflict).toMatchObject({ status: 409, code: "ERR_RCS_ISSUER_SERIAL_CONFLICT" })
  })

  it.each(BAD_CERTIFICATES)("refuses %s in place of a certificate", async (_, text, code) => {
    const before = await held()
    const answer = await upload({ certificate: text(), privateKey: keyPem(rsa) })
    expect(answer).toMatchObject({ status: 422, code })
    expect(answer.durationMs).toBeLessThan(MAX_MS)
    expect(await held()).toBe(before)
  })

  it.each(BAD_KEYS)("refuses a key %s", async (_, key, code) => {
    const before = await held()
    const answer = await upload({ certificate: certificate(), ...key() })
    expect(answer).toMatchObject({ status: 422, code })
    expect(answer.durationMs).toBeLessThan(MAX_MS)
    expect(await held()).toBe(before)
  })

  it("refuses every bad certificate with every bad key, always by a code of its own", async () => {
    const before = await held()
    const known = new Set([...BAD_CERTIFICATES, ...BAD_KEYS].map(([, , code]) => code))
    const wrong: string[] = []
    for (const [name, text] of BAD_CERTIFICATES) {
      for (const [keyName, key] of BAD_KEYS) {
        const { status, code } = await upload({ certificate: text(), ...key() })
        if (status === 422 && known.has(code ?? "")) continue
        wrong.push(`${name}, key ${keyName}: ${status} ${code}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await held()).toBe(before)
  })

  it(`answers ${DAMAGED} damaged files with 2xx or 4xx and a stable code, never 500`, async () => {
    const random = printedRandom("upload-rules")
    const wrong: string[] = []
    for (let round = 0; round < DAMAGED; round += 1) {
      const damaged = Buffer.from(issue().certificate.der)
      const key = Buffer.from(rsa.privateKey.export({ format: "der", type: "pkcs8" }))
      const bytes = round % 2 === 0 ? damaged : key
      for (let left = 1 + (round % 3); left > 0; left -= 1) {
        bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256)
      }
      const privateKey = encodePem("PRIVATE KEY", key)
      const { status, code } = await upload({ certificate: pem(damaged), privateKey })
      const isTold = status < 300 || (status < 500 && /^ERR_(X509|RCS)_/.test(code ?? ""))
      if (!isTold) wrong.push(`round ${round}: ${status} ${code}`)
    }
    expect(wrong).toEqual([])
  })

  it("refuses what is larger than any certificate, and what is no text", async () => {
    const huge = await upload({ certificate: "A".repeat(70_000), privateKey: keyPem(rsa) })
    expect(huge).toMatchObject({ code: expect.stringMatching(/^ERR_/) as string })
    expect(huge.status).toBeGreaterThanOrEqual(400)
    expect(huge.status).toBeLessThan(500)
    const odd = { certificate: 5, privateKey: null } as unknown as Upload
    expect(await upload(odd)).toMatchObject({ status: 400 })
  })

  it("has left nothing of a key or a password in its log", () => {
    expect(log).toContain('"')
    const secrets = [rsa, other, small, ec].flatMap((keys) =>
      keyPem(keys)
        .split("\n")
        .filter((line) => line.length > 40),
    )
    for (const secret of [...secrets, "right horse", PASSWORD]) expect(log).not.toContain(secret)
  })
})

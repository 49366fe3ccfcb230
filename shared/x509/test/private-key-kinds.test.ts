import { openPrivateKey, parseCertificate, assertKeyMatches } from "@gir/x509"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readFileSync } from "node:fs"
import { expectRejection } from "./expect-code.ts"
import { opensslFolder, requireOpenssl, type OpensslFolder } from "./openssl.ts"

const LEGACY = ["-provider", "default", "-provider", "legacy"]

/** Every way in which OpenSSL locks an RSA key: name, command, arguments. */
const OPENED: readonly (readonly [name: string, ...command: string[]])[] = [
  ["PBES2 AES-128", "pkcs8", "-topk8", "-v2", "aes-128-cbc"],
  ["PBES2 AES-192", "pkcs8", "-topk8", "-v2", "aes-192-cbc"],
  ["PBES2 AES-256 with SHA-1", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"],
  [
    "PBES2 AES-256 with SHA-512",
    "pkcs8",
    "-topk8",
    "-v2",
    "aes-256-cbc",
    "-v2prf",
    "hmacWithSHA512",
  ],
  ["PBES2 3DES", "pkcs8", "-topk8", "-v2", "des3"],
  ["PBES2 Camellia", "pkcs8", "-topk8", "-v2", "camellia-256-cbc"],
  ["PBES2 ARIA", "pkcs8", "-topk8", "-v2", "aria-256-cbc"],
  ["PBES2 with 600,000 iterations", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-iter", "600000"],
  ["PBES2 scrypt", "pkcs8", "-topk8", "-scrypt"],
  ["PBES1 SHA-1 with 3DES", "pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES"],
  ["PBES1 SHA-1 with two-key 3DES", "pkcs8", "-topk8", "-v1", "PBE-SHA1-2DES"],
  ["Proc-Type AES-128", "rsa", "-traditional", "-aes128"],
  ["Proc-Type AES-192", "rsa", "-traditional", "-aes192"],
  ["Proc-Type AES-256", "rsa", "-traditional", "-aes256"],
  ["Proc-Type 3DES", "rsa", "-traditional", "-des3"],
  ["Proc-Type Camellia", "rsa", "-traditional", "-camellia192"],
]

const REFUSED: readonly (readonly [name: string, cipher: string, ...command: string[]])[] = [
  [
    "PBES1 MD5 with DES",
    "pbeWithMD5AndDES-CBC",
    "pkcs8",
    "-topk8",
    "-v1",
    "PBE-MD5-DES",
    ...LEGACY,
  ],
  [
    "PBES1 RC2",
    "pbeWithSHAAnd40BitRC2-CBC",
    "pkcs8",
    "-topk8",
    "-v1",
    "PBE-SHA1-RC2-40",
    ...LEGACY,
  ],
  ["PBES2 DES", "DES-CBC", "pkcs8", "-topk8", "-v2", "des", ...LEGACY],
  ["Proc-Type DES", "DES-CBC", "rsa", "-traditional", "-des", ...LEGACY],
  ["Proc-Type SEED", "SEED-CBC", "rsa", "-traditional", "-seed", ...LEGACY],
]

const PASSWORDS = ["s3cret", 'a b"c\\', "Łódź€"]

describe.runIf(requireOpenssl("private keys of every kind"))("a key that OpenSSL made", () => {
  let folder: OpensslFolder

  beforeAll(() => {
    folder = opensslFolder()
    const subject = ["-subj", "/CN=Interaction Recording"]
    folder.run(
      "req",
      "-x509",
      "-nodes",
      "-newkey",
      "rsa:2048",
      "-keyout",
      "key.pem",
      "-out",
      "cert.pem",
      "-days",
      "30",
      ...subject,
    )
  })
  afterAll(() => folder.remove())

  const lock = (command: readonly string[], password: string): string => {
    folder.file("password", password)
    const [name, ...rest] = command
    folder.run(name!, "-in", "key.pem", "-out", "locked.pem", "-passout", "file:password", ...rest)
    return readFileSync(folder.path("locked.pem"), "utf8")
  }

  it.each(OPENED)("is opened when it is locked with %s", async (_, ...command) => {
    const certificate = parseCertificate(readFileSync(folder.path("cert.pem"), "utf8"))
    for (const password of PASSWORDS) {
      const pem = lock(command, password)
      assertKeyMatches(await openPrivateKey(pem, password), certificate)
      await expectRejection("ERR_X509_KEY_PASSWORD_WRONG", openPrivateKey(pem, `${password}x`))
    }
  })

  it.each(REFUSED)(
    "is refused by the cipher's name when locked with %s",
    async (_, cipher, ...command) => {
      const pem = lock(command, "s3cret")
      const opened = openPrivateKey(pem, "s3cret")
      expect(await expectRejection("ERR_X509_KEY_CIPHER_UNSUPPORTED", opened)).toContain(cipher)
    },
  )
})

import { execFile, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { generateKeyPair, issueCertificate, type Certificate, type KeyPair } from "@gir/x509"

/** The system's OpenSSL, or `null` when there is none. */
export const opensslVersion = ((): string | null => {
  const { status, stdout } = spawnSync("openssl", ["version"], { encoding: "utf8" })
  return status === 0 ? stdout.trim() : null
})()

if (opensslVersion === null) {
  console.warn("interop with OpenSSL is left out; to run it: apt-get install openssl")
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** Runs `openssl` with the input on its standard input. @throws Error with what it printed. */
export async function openssl(args: readonly string[], input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "buffer", maxBuffer: MAX_OUTPUT_BYTES } as const
    const child = execFile("openssl", args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`openssl ${args.join(" ")}: ${stderr.toString()}`, { cause: error }))
    })
    // OpenSSL may stop reading before the end when it does not like what it sees.
    child.stdin?.on("error", () => undefined)
    child.stdin?.end(input)
  })
}

/** A certificate and its key, for us in memory and for OpenSSL in files. */
export interface Holder {
  readonly certificate: Certificate
  readonly keyPair: KeyPair
  readonly certificateFile: string
  readonly keyFile: string
}

/** A folder for the certificates of one suite. */
export interface Office {
  readonly folder: string
  holder(commonName: string, bits?: number): Promise<Holder>
  /** Writes a file. @returns its path. */
  file(name: string, content: string | Uint8Array): string
  close(): void
}

export function openOffice(): Office {
  const folder = mkdtempSync(join(tmpdir(), "gir-interop-"))
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }
  return {
    folder,
    file,
    close: () => rmSync(folder, { recursive: true }),
    holder: async (commonName, bits = 2048) => {
      const keyPair = await generateKeyPair(bits)
      const { certificate } = issueCertificate({
        subject: { commonName, organization: "Interaction Recording", country: "CA" },
        role: "recording",
        issuer: "self",
        privateKey: keyPair.privateKey,
        publicKey: keyPair.publicKey,
        notBefore: new Date("2026-01-01T00:00:00Z"),
        notAfter: new Date("2036-01-01T00:00:00Z"),
      })
      return {
        certificate,
        keyPair,
        certificateFile: file(`${commonName}.pem`, certificate.pem),
        keyFile: file(`${commonName}.key`, keyPair.privateKeyPem),
      }
    },
  }
}

/** Does the work a few at a time: a process each, and two cores. */
export async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}

/** Content that is not the same anywhere, and the same in every run. */
export function contentOf(bytes: number): Buffer {
  const content = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 1) content[at] = (at * 131 + (at >> 8) * 7) & 0xff
  return content
}

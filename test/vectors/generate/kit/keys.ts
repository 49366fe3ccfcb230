import { parseCertificate, type Certificate } from "@gir/x509"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

/** The certificate whose key the vectors are opened with. */
export const RECIPIENT = read("recording")
/** A certificate whose key nobody has. */
export const FOREIGN = read("foreign")

function read(name: string): Certificate {
  return parseCertificate(readFileSync(new URL(`../../keys/${name}.pem`, import.meta.url), "utf8"))
}

/** Octets that look random and are the same at every run, so that a vector can be made again. */
export function fixedOctets(label: string, length: number): Buffer {
  const blocks: Buffer[] = []
  for (let count = 0; count * 32 < length; count += 1) {
    blocks.push(createHash("sha256").update(`${label} ${count}`).digest())
  }
  return Buffer.concat(blocks).subarray(0, length)
}

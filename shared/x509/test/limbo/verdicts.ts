import { execFile } from "node:child_process"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { isGirError } from "@gir/errors"
import {
  encodePem,
  parseCertificate,
  profileNotices,
  validateChain,
  type Certificate,
} from "@gir/x509"
import type { LimboCase } from "./limbo-case.ts"

/** Who judges: we, we with `--strict`, `openssl verify`, and the same with `-x509_strict`. */
export type Judge = "ours" | "ours, strict" | "openssl" | "openssl, strict"

export type Verdicts = Partial<Record<Judge, boolean>>

/** As `gir chain verify` does: what cannot be read in the CA file is left out. */
export function ourVerdicts({ leaf, ca, beside, at }: LimboCase): Verdicts {
  const [certificate] = readable(leaf)
  if (certificate === undefined) return { ours: false, "ours, strict": false }
  const caCertificates = ca.flatMap(readable)
  const intermediates = beside.flatMap(readable)
  const verdict = validateChain({ certificate, caCertificates, intermediates, at })
  const isStrictlyValid = verdict.isTrusted && profileNotices(verdict.path).length === 0
  return { ours: verdict.isTrusted, "ours, strict": isStrictlyValid }
}

function readable(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (!isGirError(error)) throw error
    return []
  }
}

const run = promisify(execFile)

export async function opensslVerdicts(one: LimboCase, folder: string): Promise<Verdicts> {
  const pemOf = (list: readonly Uint8Array[]): string =>
    list.map((der) => encodePem("CERTIFICATE", der)).join("")
  const file = (name: string): string => join(folder, name)
  await writeFile(file("leaf.pem"), pemOf([one.leaf]))
  await writeFile(file("ca.pem"), pemOf(one.ca))
  await writeFile(file("beside.pem"), pemOf(one.beside))
  const beside = one.beside.length === 0 ? [] : ["-untrusted", file("beside.pem")]
  const seconds = String(Math.floor(one.at.getTime() / 1_000))
  const files = ["-attime", seconds, "-CAfile", file("ca.pem"), ...beside, file("leaf.pem")]
  const isValid = (...strict: readonly string[]): Promise<boolean> =>
    run("openssl", ["verify", ...strict, ...files]).then(
      () => true,
      () => false,
    )
  return { openssl: await isValid(), "openssl, strict": await isValid("-x509_strict") }
}

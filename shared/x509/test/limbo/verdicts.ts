import { isGirError } from "@gir/errors"
import {
  encodePem,
  parseCertificate,
  profileNotices,
  validateChain,
  type Certificate,
} from "@gir/x509"
import type { OpensslFolder } from "../openssl.ts"
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

/** @returns the verdicts of both, for each case. */
export async function opensslVerdicts(
  cases: readonly LimboCase[],
  folder: OpensslFolder,
): Promise<readonly Verdicts[]> {
  const arguments_ = cases.map((one, index) => argumentsFor(one, `case${index}`, folder))
  const byDefault = await folder.runAll(arguments_.map((args) => ["verify", ...args]))
  const strictly = await folder.runAll(
    arguments_.map((args) => ["verify", "-x509_strict", ...args]),
  )
  return cases.map((_, index) => ({
    openssl: byDefault[index]!.exitCode === 0,
    "openssl, strict": strictly[index]!.exitCode === 0,
  }))
}

function argumentsFor(one: LimboCase, name: string, folder: OpensslFolder): readonly string[] {
  const file = (part: string, list: readonly Uint8Array[]): string =>
    folder.file(`${name}-${part}.pem`, list.map((der) => encodePem("CERTIFICATE", der)).join(""))
  const beside = one.beside.length === 0 ? [] : ["-untrusted", file("beside", one.beside)]
  const seconds = String(Math.floor(one.at.getTime() / 1_000))
  return ["-attime", seconds, "-CAfile", file("ca", one.ca), ...beside, file("leaf", [one.leaf])]
}

import { GirError } from "@gir/errors"
import { validateChain, type Certificate } from "@gir/x509"
import type { CaFile } from "./ca-file.ts"

/** Some hundred profiles with a few certificates each, against a handful of CA files. */
const MAX_REMEMBERED_PATHS = 2_048

/**
 * Checks that a certificate chains to the CA file.
 *
 * @throws the fault of the CA file, or the code of the rule that broke the chain.
 */
export type ChainJudge = (certificate: Certificate, caFile: CaFile, at: Date) => void

/**
 * Remembers which path a certificate took through the content of a CA file: signatures do not
 * change with time. Dates do, so they are compared at every call.
 */
export function chainJudge(): ChainJudge {
  const paths = new Map<string, readonly Certificate[]>()
  return (certificate, caFile, at) => {
    if (!caFile.isUsable) throw caFile.fault
    const key = `${certificate.sha256}.${caFile.sha256}`
    const known = paths.get(key)
    if (known?.every((link) => link.notBefore <= at && at <= link.notAfter)) return
    const verdict = validateChain({ certificate, caCertificates: caFile.certificates, at })
    if (!verdict.isTrusted) {
      throw new GirError(verdict.code, verdict.reason, { fields: { depth: verdict.depth } })
    }
    if (paths.size >= MAX_REMEMBERED_PATHS) paths.clear()
    paths.set(key, verdict.path)
  }
}

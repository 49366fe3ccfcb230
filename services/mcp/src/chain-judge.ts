import { GirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import {
  greedyPath,
  validateChain,
  weakSignature,
  type Certificate,
  type WeakSignaturePolicy,
} from "@gir/x509"
import type { CaFile } from "./ca-file.ts"

/** Some hundred profiles with a few certificates each, against a handful of CA files. */
const MAX_REMEMBERED_PATHS = 2_048

/**
 * Checks that a certificate chains to the CA file.
 *
 * @throws the fault of the CA file, or the code of the rule that broke the chain.
 */
export type ChainJudge = (certificate: Certificate, caFile: CaFile, at: Date) => void

/** Any path that holds, as RFC 5280 has it; or the first one only, as OpenSSL goes. */
export type ChainPath = "first" | "any"

export interface ChainJudgeOptions {
  readonly weakSignature: WeakSignaturePolicy
  readonly chainPath: ChainPath
  readonly logger: Logger
}

/**
 * Remembers which path a certificate took through the content of a CA file: signatures do not
 * change with time. Dates do, so they are compared at every call.
 */
export function chainJudge({
  weakSignature: policy,
  chainPath,
  logger,
}: ChainJudgeOptions): ChainJudge {
  const paths = new Map<string, readonly Certificate[]>()
  return (certificate, caFile, at) => {
    if (!caFile.isUsable) throw caFile.fault
    const key = `${certificate.sha256}.${caFile.sha256}`
    const known = paths.get(key)
    if (known?.every((link) => link.notBefore <= at && at <= link.notAfter)) return
    const all = { certificate, caCertificates: caFile.certificates, at }
    const verdict = validateChain(
      chainPath === "any" ? all : { ...all, caCertificates: greedyPath(all) },
    )
    if (!verdict.isTrusted) {
      throw new GirError(verdict.code, verdict.reason, { fields: { depth: verdict.depth } })
    }
    const weak = weakSignature(verdict.path)
    if (weak !== null && policy === "refuse") throw weak
    if (weak !== null) logger.warn({ code: weak.code, reason: weak.message }, "a weak signature")
    if (paths.size >= MAX_REMEMBERED_PATHS) paths.clear()
    paths.set(key, verdict.path)
  }
}

import { GirError, toGirError, type ErrorCode } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import {
  assertRecordingCertificate,
  parseCertificate,
  type Certificate,
  type WeakSignaturePolicy,
} from "@gir/x509"
import type { CaFile } from "./ca-file.ts"
import type { ChainJudge } from "./chain-judge.ts"

/** A certificate of the profile that this call is not encrypted to, and why. */
export interface LeftOutCertificate {
  /** `certificates-1`: the option that holds it. */
  readonly option: string
  /** Null when the text cannot be read as a certificate. */
  readonly serialNumber: string | null
  readonly issuer: string | null
  readonly code: ErrorCode
  readonly reason: string
}

/** Whom a call is encrypted to. No recipient: the profile has no certificate, and it is stored clear. */
export interface RecipientSelection {
  readonly recipients: readonly Certificate[]
  readonly leftOut: readonly LeftOutCertificate[]
  /** True when only `noUsableRecipient=continue` let these recipients pass. */
  readonly isContinuedWithoutTrust: boolean
}

export interface SelectRecipientsOptions {
  readonly profile: IvrProfile
  readonly caFile: CaFile
  readonly at: Date
  readonly judgeChain: ChainJudge
  /** Default: reads each text anew. */
  readonly readCertificate?: (text: string) => Certificate
  /** Default: a certificate that was signed with SHA-1 is left out. */
  readonly weakSignature?: WeakSignaturePolicy
}

/**
 * Keeps the certificates of a profile that are fit for recordings, chain to the CA file, and are
 * within their validity at the moment `at`.
 *
 * @throws ERR_MCP_NO_USABLE_RECIPIENT when the profile has certificates and none can be used; its
 * `fields.leftOut` holds each reason. Such a call is never stored in clear. Under
 * `noUsableRecipient=continue` certificates that are merely out of date or untrusted are used.
 */
export function selectRecipients(options: SelectRecipientsOptions): RecipientSelection {
  const { profile } = options
  const judged = profile.certificates.map((entry) => judge(entry, options))
  const recipients = distinct(judged.filter((one) => one.fault === null))
  const leftOut = judged.flatMap((one) => describeLeftOut(one))
  if (recipients.length > 0 || judged.length === 0) {
    return { recipients, leftOut, isContinuedWithoutTrust: false }
  }
  const suitable = distinct(judged.filter((one) => one.isSuitable))
  if (profile.noUsableRecipient === "continue" && suitable.length > 0) {
    return { recipients: suitable, leftOut, isContinuedWithoutTrust: true }
  }
  throw noUsableRecipient(profile, leftOut)
}

interface JudgedCertificate {
  readonly option: string
  readonly certificate: Certificate | null
  /** An RSA recording certificate that can be encrypted to, whatever its date and chain say. */
  readonly isSuitable: boolean
  readonly fault: GirError | null
}

function judge(
  entry: IvrProfile["certificates"][number],
  {
    caFile,
    at,
    judgeChain,
    weakSignature,
    readCertificate = parseCertificate,
  }: SelectRecipientsOptions,
): JudgedCertificate {
  let certificate: Certificate | null = null
  let isSuitable = false
  try {
    certificate = readCertificate(entry.text)
    // Its own first moment: every rule but the date.
    assertRecordingCertificate(certificate, certificate.notBefore, weakSignature)
    isSuitable = true
    assertRecordingCertificate(certificate, at, weakSignature)
    judgeChain(certificate, caFile, at)
    return { option: entry.option, certificate, isSuitable, fault: null }
  } catch (error) {
    return { option: entry.option, certificate, isSuitable, fault: toGirError(error) }
  }
}

function distinct(judged: readonly JudgedCertificate[]): Certificate[] {
  const bySha256 = new Map<string, Certificate>()
  for (const { certificate } of judged) {
    if (certificate !== null) bySha256.set(certificate.sha256, certificate)
  }
  return [...bySha256.values()]
}

function describeLeftOut({ option, certificate, fault }: JudgedCertificate): LeftOutCertificate[] {
  if (fault === null) return []
  return [
    {
      option,
      serialNumber: certificate?.serialNumber ?? null,
      issuer: certificate?.issuer.rfc4514 ?? null,
      code: fault.code,
      reason: fault.message,
    },
  ]
}

function noUsableRecipient(profile: IvrProfile, leftOut: readonly LeftOutCertificate[]): GirError {
  const reasons = leftOut.map(({ option, reason }) => `${option}: ${reason}`).join("; ")
  return new GirError(
    "ERR_MCP_NO_USABLE_RECIPIENT",
    `no certificate of profile ${profile.name} can be used now, so the call was not stored (${reasons})`,
    { fields: { ivrProfileDbid: profile.dbid, ivrProfileVersion: profile.version, leftOut } },
  )
}

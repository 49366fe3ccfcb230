import type { Options, RecordingCertificateRow } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import { certificateOptions } from "@gir/ivr-profile"
import { certificateSummary } from "../certificates/certificate-summary.ts"

/** The Recording tab's table: Issued To, Issued By, Expires, and what cannot be read any more. */
export function recordingCertificateRows(options: Options): RecordingCertificateRow[] {
  return certificateOptions(options).map(({ option, text }) => {
    try {
      return { option, certificate: certificateSummary(text), problem: null }
    } catch (error) {
      const { code, message } = toGirError(error)
      return { option, certificate: null, problem: { code, message } }
    }
  })
}

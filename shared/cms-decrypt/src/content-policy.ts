import { cipherEntry, type EnvelopeHeader } from "@gir/cms"
import { GirError } from "@gir/errors"

/**
 * `strict`: only content that is authenticated by its cipher or verified against digests, and no
 * legacy cipher; for recordings that were made here. `compat`: a person's own old files as well.
 */
export type ContentPolicy = "strict" | "compat"

/**
 * Applies the policy to what the header says.
 *
 * @returns what was let pass, one sentence each.
 * @throws ERR_CMS_UNAUTHENTICATED_CONTENT, ERR_CMS_LEGACY_CIPHER
 */
export function contentNotices(
  header: EnvelopeHeader,
  { policy, isVerified }: { readonly policy: ContentPolicy; readonly isVerified: boolean },
): readonly string[] {
  const { title, mode, isLegacy } = cipherEntry(header.contentEncryptionAlgorithm.cipher)
  const notices: string[] = []
  if (isLegacy) {
    const message = `${title} is a legacy cipher`
    if (policy === "strict") throw new GirError("ERR_CMS_LEGACY_CIPHER", message)
    notices.push(message)
  }
  if (mode === "cbc" && !isVerified) {
    const message = `${title} has no integrity, and no digests were given: a change goes unnoticed`
    if (policy === "strict") throw new GirError("ERR_CMS_UNAUTHENTICATED_CONTENT", message)
    notices.push(message)
  }
  return notices
}

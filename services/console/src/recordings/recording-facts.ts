import type { HeldRecipient, MediaFileMetadata } from "@gir/contracts"

/** @returns the certificates of all parts, each once, in the order in which they are named. */
export function recipientsOf(
  files: readonly MediaFileMetadata[],
  heldCertificateIds: readonly string[] | null,
): readonly HeldRecipient[] {
  const named = new Map<string, HeldRecipient>()
  for (const { receipt } of files) {
    for (const { certificateSha256, serialNumber, subject } of receipt.protection?.recipients ??
      []) {
      named.set(certificateSha256, {
        certificateId: certificateSha256,
        serialNumber,
        subject,
        isHeld: heldCertificateIds?.includes(certificateSha256) ?? null,
      })
    }
  }
  return [...named.values()]
}

import type { RecipientInfo } from "@gir/cms"
import type { Certificate } from "@gir/x509"

/** A private key that may open a recording. Held by RCS; see ARCHITECTURE.md, key custody. */
export interface RecipientKey {
  /** The certificate that the key belongs to, for whoever asks which key opened a recording. */
  readonly certificate?: Certificate
  /**
   * Unwraps the content-encryption key, if one of the recipients is this key.
   *
   * @param cekBytes length of the CEK that the content cipher takes.
   * @returns the CEK, for the caller to fill with zero; or `null` when no RecipientInfo names this
   * key: the recording was made for another certificate, which is normal after a rotation.
   * @throws ERR_CMS_DECRYPTION_FAILED when a RecipientInfo names this key but cannot be unwrapped.
   */
  unwrapCek(recipientInfos: readonly RecipientInfo[], cekBytes: number): Promise<Uint8Array | null>
}

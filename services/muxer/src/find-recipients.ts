import type { Protection } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { parseCertificate, type Certificate } from "@gir/x509"
import type { PlaybackClient } from "./playback-client.ts"

/**
 * The muxed file is made for whom the call was made for, as far as RCS still holds them: their
 * dates and chains do not matter here, because nothing is recorded anew.
 *
 * @throws ERR_MUX_NO_RECIPIENT when RCS holds none of them, ERR_SERVICE_UNAVAILABLE.
 */
export async function findRecipients(
  protection: Protection,
  rcs: Pick<PlaybackClient, "certificate">,
): Promise<readonly Certificate[]> {
  const { recipients } = protection
  const pems = await Promise.all(
    recipients.map(({ certificateSha256 }) => rcs.certificate(certificateSha256)),
  )
  const held = pems.flatMap((pem) => (pem === null ? [] : [parseCertificate(pem)]))
  if (held.length > 0) return held
  const names = recipients.map(({ issuer, serialNumber }) => ({ issuer, serialNumber }))
  throw new GirError(
    "ERR_MUX_NO_RECIPIENT",
    `RCS holds none of the ${recipients.length} recording certificates of the call`,
    { fields: { recipients: names } },
  )
}

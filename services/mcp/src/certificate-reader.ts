import { parseCertificate, type Certificate } from "@gir/x509"

/** Some hundred profiles with a few certificates each. */
const MAX_REMEMBERED = 2_048

/**
 * Reads certificates of profiles, each text once: every call of a profile brings the same ones, and
 * reading one costs more than encrypting a session key to it.
 *
 * @returns a function that throws as {@link parseCertificate}.
 */
export function certificateReader(): (text: string) => Certificate {
  const known = new Map<string, Certificate>()
  return (text) => {
    const earlier = known.get(text)
    if (earlier !== undefined) return earlier
    const certificate = parseCertificate(text)
    if (known.size >= MAX_REMEMBERED) known.clear()
    known.set(text, certificate)
    return certificate
  }
}

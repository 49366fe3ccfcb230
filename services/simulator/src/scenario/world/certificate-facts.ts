import type { EvidenceCertificate } from "../../evidence/evidence.ts"
import type { StepFacts } from "../facts.ts"
import type { Authority, KnownCertificate } from "./authority.ts"

/** The rehearsal's certificates, and after which steps who held them. */
export function certificateFacts(
  authority: Authority,
  steps: readonly StepFacts[],
): readonly EvidenceCertificate[] {
  const stepsWith = (holds: (step: StepFacts) => boolean): number[] =>
    steps.flatMap((step, index) => (holds(step) ? [index + 1] : []))
  return authority.all().map((one): EvidenceCertificate => {
    const { name, certificate } = one
    const { subject, issuer, serialNumber, notBefore, notAfter } = certificate
    return {
      name,
      subject: subject.rfc4514,
      issuer: issuer.rfc4514,
      serialNumber,
      sha256: one.isGiven ? certificate.sha256 : null,
      publicKeySha256: keyName(one, authority),
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
      keyHeldAfter: stepsWith(({ installation }) =>
        Object.values(installation.keystores).some((held) => held.includes(name)),
      ),
      onProfileAfter: stepsWith(({ installation }) =>
        Object.values(installation.profile.certificates).includes(name),
      ),
    }
  })
}

/**
 * Equal for certificates on one key. A key that is made for the run has another hash at each: the
 * name of the first certificate on it stands for it, so that a run can be compared with another.
 */
function keyName({ certificate, isGiven }: KnownCertificate, authority: Authority): string {
  const { publicKeySha256 } = certificate
  if (isGiven) return publicKeySha256
  const first = authority.all().find((one) => one.certificate.publicKeySha256 === publicKeySha256)
  return `key of ${first?.name ?? ""}`
}

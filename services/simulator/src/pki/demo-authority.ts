import type { Clock } from "@gir/sim"
import type { CertificateFact } from "../demo/demo-facts.ts"
import { createPrivateCa } from "./private-ca.ts"
import { issueRecordingCertificate, type RecordingCertificate } from "./recording-certificate.ts"
import { writeFiles } from "../cli/write-files.ts"

/** The demo's CA. Its files stay in the state folder, so that OpenSSL can open the recordings too. */
export interface DemoAuthority {
  readonly caBundlePem: string
  /** Issues the certificate that the demo calls by this letter: A, B, S. */
  issue(letter: string): Promise<void>
  certificate(letter: string): IssuedLetter
}

export interface IssuedLetter extends RecordingCertificate {
  /** Id of the certificate in every address: SHA-256 of its DER. */
  readonly id: string
  readonly serialNumber: string
}

/** Serial numbers that a person can tell apart at a glance. */
const SERIAL_NUMBERS: Readonly<Record<string, string>> = { A: "2A01", B: "2A02", S: "2A03" }

export async function createDemoAuthority(options: {
  readonly clock: Clock
  readonly folder: string
  readonly facts: CertificateFact[]
}): Promise<DemoAuthority> {
  const { clock, folder, facts } = options
  const ca = await createPrivateCa(clock.now())
  await writeFiles(folder, [{ name: "ca.pem", text: ca.caBundlePem, isPrivate: false }])
  const issued = new Map<string, IssuedLetter>()
  return {
    caBundlePem: ca.caBundlePem,
    certificate: (letter) => {
      const found = issued.get(letter)
      if (found === undefined) throw new RangeError(`certificate ${letter} was not issued`)
      return found
    },
    issue: async (letter) => {
      const serialNumber = SERIAL_NUMBERS[letter]
      const made = await issueRecordingCertificate(ca, {
        commonName: `Interaction Recording ${letter}`,
        now: clock.now(),
        ...(serialNumber === undefined ? {} : { serialNumber }),
      })
      await writeFiles(folder, [
        { name: `${letter}.pem`, text: made.certificatePem, isPrivate: false },
        { name: `${letter}.key`, text: made.privateKeyPem, isPrivate: true },
      ])
      const { certificate } = made
      issued.set(letter, {
        ...made,
        id: certificate.sha256,
        serialNumber: certificate.serialNumber,
      })
      facts.push(certificateFact(letter, made))
    },
  }
}

function certificateFact(letter: string, { certificate }: RecordingCertificate): CertificateFact {
  return {
    letter,
    subject: certificate.subject.commonName ?? certificate.subject.rfc4514,
    issuer: certificate.issuer.commonName ?? certificate.issuer.rfc4514,
    serialNumber: certificate.serialNumber,
    expires: certificate.notAfter.toISOString().slice(0, 10),
  }
}

import { issueCertificate, type Certificate, type DnFields, type ExtensionInput } from "@gir/x509"
import { ecKey, rsaKey, type TestKey } from "./keys.ts"

/** The moment at which every test looks at its certificates, unless it says otherwise. */
export const NOW = new Date("2026-11-01T12:00:00Z")

export function daysFromNow(days: number): Date {
  return new Date(NOW.getTime() + days * 86_400_000)
}

export interface Drawn {
  readonly certificate: Certificate
  readonly pem: string
  readonly key: TestKey
}

export interface DrawOptions {
  readonly issuer?: Drawn
  readonly key?: TestKey
  readonly subject?: Partial<DnFields>
  readonly pathLength?: number
  readonly fromDays?: number
  readonly toDays?: number
  readonly serialNumber?: string
  readonly hash?: "sha1" | "sha256" | "sha384" | "sha512"
  readonly extensions?: readonly ExtensionInput[]
}

/** A CA certificate named `CN=name`, self-signed without an issuer. */
export function drawCa(name: string, options: DrawOptions = {}): Drawn {
  return draw("ca", name, { key: ecKey(hashOf(name)), ...options })
}

/** A recording certificate named `CN=name`, self-signed without an issuer. */
export function drawRecording(name: string, options: DrawOptions = {}): Drawn {
  return draw("recording", name, { key: rsaKey(1), ...options })
}

function draw(
  role: "ca" | "recording",
  name: string,
  options: DrawOptions & { readonly key: TestKey },
): Drawn {
  const { issuer, key, pathLength, serialNumber, hash, extensions } = options
  const content = {
    role,
    subject: { commonName: name, ...options.subject },
    notBefore: daysFromNow(options.fromDays ?? -30),
    notAfter: daysFromNow(options.toDays ?? 365),
    ...(pathLength === undefined ? {} : { pathLength }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(hash === undefined ? {} : { hash }),
    ...(extensions === undefined ? {} : { extensions }),
  }
  const { certificate, pem } =
    issuer === undefined
      ? issueCertificate({ ...content, issuer: "self", privateKey: key.privateKey })
      : issueCertificate({
          ...content,
          issuer: { certificatePem: issuer.pem, privateKey: issuer.key.privateKey },
          publicKey: key.publicKey,
        })
  return { certificate, pem, key }
}

/** Spreads names over a few keys; two names on one key are still two CAs. */
function hashOf(name: string): number {
  let sum = 0
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 7
  return sum
}

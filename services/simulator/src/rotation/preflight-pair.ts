import type { PreflightFinding } from "../evidence/evidence.ts"
import type { Plan } from "./plan.ts"

/** What the two certificates are to each other. */
export function pairFindings({ old, next }: Plan): readonly PreflightFinding[] {
  const [a, b] = [old.certificate, next.certificate]
  const isSameKey = a.publicKeySha256 === b.publicKeySha256
  const isSameName = Buffer.compare(a.issuerAndSerialDer, b.issuerAndSerialDer) === 0
  const base = { file: next.file.name, openssl: null } as const
  if (isSameName && !isSameKey) {
    return [
      {
        ...base,
        status: "broken",
        code: "ERR_RCS_ISSUER_SERIAL_CONFLICT",
        message: `issuer-serial collision: issuer and serial ${b.serialNumber} are those of ${old.file.name}, on another key; RCS refuses the upload`,
        mend: "Let the CA issue it again under a serial number of its own",
      },
    ]
  }
  if (!isSameKey) return []
  return [
    {
      ...base,
      status: "warning",
      code: null,
      message: `renewed, not re-keyed: the private key is that of ${old.file.name}, and opens old recordings and new ones`,
      mend: "Make a new private key, when the old one is to be retired",
    },
  ]
}

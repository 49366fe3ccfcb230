import { momentOf } from "./words.ts"
import { OWN_INTERMEDIATE, OWN_ROOT, type CertificatePlan, type IssuedPlan } from "../scenario.ts"
import type { PlannedCertificate } from "./file-schema.ts"

const KEY_BITS = 2_048
/** Serial numbers that a person can tell apart at a glance. */
const FIRST_RECORDING_SERIAL = 0x2a01
const FIRST_CA_SERIAL = 0x1001

/** @returns the certificates of a file, and the two of the rehearsal's own CA. */
export function planCertificates(
  planned: Readonly<Record<string, PlannedCertificate>>,
): Readonly<Record<string, CertificatePlan>> {
  const own: Record<string, PlannedCertificate> = {
    [OWN_ROOT]: { role: "ca", issuer: "self", commonName: "Interaction Recording Root CA" },
    [OWN_INTERMEDIATE]: { role: "ca", issuer: OWN_ROOT, commonName: "Interaction Recording CA" },
  }
  const all = { ...own, ...planned }
  let recordings = 0
  let authorities = 0
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => {
      const isCa = one.role === "ca"
      const serial = isCa ? FIRST_CA_SERIAL + authorities++ : FIRST_RECORDING_SERIAL + recordings++
      return [name, issuedPlan({ name, one, serial: serial.toString(16).toUpperCase() })]
    }),
  )
}

interface Planned {
  readonly name: string
  readonly one: PlannedCertificate
  readonly serial: string
}

function issuedPlan({ name, one, serial }: Planned): IssuedPlan {
  const role = one.role ?? "recording"
  return {
    role,
    issuer: one.issuer ?? (role === "ca" ? OWN_ROOT : OWN_INTERMEDIATE),
    valid: validityOf(one),
    days: one.days ?? null,
    serial: one.serial ?? serial,
    commonName: one.commonName ?? `Interaction Recording ${name}`,
    keyOf: one.keyOf ?? null,
    key: one.curve === undefined ? { bits: one.bits ?? KEY_BITS } : { curve: one.curve },
    hash: one.hash ?? "sha256",
    keyUsage: one.keyUsage ?? "default",
    isRequested: one.requested ?? false,
  }
}

function validityOf({ valid = [] }: PlannedCertificate): IssuedPlan["valid"] {
  const [from, to] = valid.map(momentOf)
  return from && to ? { from, to } : null
}

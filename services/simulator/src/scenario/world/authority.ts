import { GirError } from "@gir/errors"
import {
  createCertificateRequest,
  issueCertificate,
  parseCertificate,
  type Certificate,
  type CertificateRequest,
  type KeyPair,
} from "@gir/x509"
import { distinguishedName } from "../../pki/certificate-names.ts"
import { DAY_MS } from "../../pki/private-ca.ts"
import { isGiven, type CertificatePlan, type GivenPlan, type IssuedPlan } from "../scenario.ts"
import type { KeyPool } from "./key-pool.ts"

/** A certificate of the rehearsal, issued for it or given to it. */
export interface KnownCertificate {
  readonly name: string
  /** SHA-256 of the DER: the certificate's id in every address. */
  readonly id: string
  readonly certificate: Certificate
  readonly pem: string
  readonly isGiven: boolean
  /** Null when it was given without its private key. */
  readonly privateKey: { readonly pem: string; readonly password: string | undefined } | null
  /** Null for one that was given. */
  readonly keys: KeyPair | null
}

/** The certificates of one rehearsal, under the names that its file gives them. */
export interface Authority {
  /** Makes the key and the signing request of a certificate. Seed: "openssl req -nodes -newkey". */
  request(name: string): Promise<CertificateRequest>
  /** The requests so far, by the name of the certificate. */
  requests(): ReadonlyMap<string, CertificateRequest>
  /**
   * Makes a certificate, and those above it. A second time it stays as it is.
   *
   * @throws ERR_LAB_ACTION when the CA waits for a request first.
   */
  issue(name: string): Promise<KnownCertificate>
  /** @throws ERR_LAB_ACTION when it was not issued: of a scenario the loader has seen to that. */
  get(name: string): KnownCertificate
  /** In the order in which they were made. */
  all(): readonly KnownCertificate[]
  /** @returns the name of a certificate, or null for one of somebody else's. */
  nameOf(id: string): string | null
}

export interface AuthorityOptions {
  readonly plans: Readonly<Record<string, CertificatePlan>>
  readonly keys: KeyPool
  /** Start of the rehearsal. */
  readonly start: Date
  readonly now: () => Date
}

const DEFAULT_DAYS = 730
const CA_DAYS = 7_300

export function openAuthority(options: AuthorityOptions): Authority {
  const made = new Map<string, KnownCertificate>()
  const requests = new Map<string, CertificateRequest>()
  for (const [name, plan] of Object.entries(options.plans)) {
    if (isGiven(plan)) made.set(name, takeGiven(name, plan))
  }
  const issue = async (name: string): Promise<KnownCertificate> => {
    const known = made.get(name)
    if (known !== undefined) return known
    const plan = options.plans[name]
    if (plan === undefined || isGiven(plan)) throw new RangeError(`there is no certificate ${name}`)
    if (plan.isRequested && !requests.has(name)) throw notRequested(name)
    const issuer = plan.issuer === "self" ? null : await issue(plan.issuer)
    const keys = await options.keys.pair(keySlot(name, options.plans), plan.key)
    const issued = issueOne({ name, plan, issuer, keys }, options)
    made.set(name, issued)
    return issued
  }
  return {
    request: async (name) => {
      const made = await makeRequest(name, options)
      requests.set(name, made)
      return made
    },
    requests: () => requests,
    issue,
    get: (name) => {
      const known = made.get(name)
      if (known === undefined) throw new GirError("ERR_LAB_ACTION", `${name} was not issued yet`)
      return known
    },
    all: () => [...made.values()],
    nameOf: (id) => [...made.values()].find((one) => one.id === id)?.name ?? null,
  }
}

async function makeRequest(name: string, options: AuthorityOptions): Promise<CertificateRequest> {
  const plan = options.plans[name]
  if (plan === undefined || isGiven(plan)) throw new RangeError(`there is no certificate ${name}`)
  const { privateKey } = await options.keys.pair(keySlot(name, options.plans), plan.key)
  return createCertificateRequest({ subject: distinguishedName(plan.commonName), privateKey })
}

function notRequested(name: string): GirError {
  const message = `the CA signs ${name} when it is asked to: there is no request for it yet`
  return new GirError("ERR_LAB_ACTION", message)
}

/** A certificate with the key of another has its slot: the key is the same one. */
function keySlot(name: string, plans: AuthorityOptions["plans"]): string {
  const plan = plans[name]
  if (plan === undefined || isGiven(plan) || plan.keyOf === null) return name
  return keySlot(plan.keyOf, plans)
}

function takeGiven(name: string, { given }: GivenPlan): KnownCertificate {
  const certificate = parseCertificate(given.certificatePem)
  const { sha256: id, pem } = certificate
  return { name, id, certificate, pem, isGiven: true, privateKey: given.privateKey, keys: null }
}

interface Order {
  readonly name: string
  readonly plan: IssuedPlan
  readonly issuer: KnownCertificate | null
  readonly keys: KeyPair
}

function issueOne(order: Order, options: AuthorityOptions): KnownCertificate {
  const { name, plan, keys } = order
  const { certificate, pem } = issueCertificate({
    subject: distinguishedName(plan.commonName),
    role: plan.role,
    serialNumber: plan.serial,
    hash: plan.hash,
    ...validityOf(plan, options),
    ...(plan.keyUsage === "default" ? {} : { extensions: [SIGNATURE_ONLY] }),
    ...signerOf(order),
  })
  const privateKey = { pem: keys.privateKeyPem, password: undefined }
  return { name, id: certificate.sha256, certificate, pem, isGiven: false, privateKey, keys }
}

/** RFC 5280 §4.2.1.3: bit 0 is digitalSignature; keyEncipherment, bit 2, is not set. */
const SIGNATURE_ONLY = { oid: "2.5.29.15", isCritical: true, value: Uint8Array.of(3, 2, 7, 0x80) }

function signerOf({ issuer, keys }: Order) {
  if (issuer === null) return { issuer: "self", privateKey: keys.privateKey } as const
  if (issuer.keys === null) throw new RangeError(`${issuer.name} was given and signs nothing`)
  return {
    issuer: { certificatePem: issuer.pem, privateKey: issuer.keys.privateKey },
    publicKey: keys.publicKey,
  }
}

function validityOf(plan: IssuedPlan, { start, now }: AuthorityOptions) {
  if (plan.days !== null) {
    return { notBefore: now(), notAfter: new Date(now().getTime() + plan.days * DAY_MS) }
  }
  if (plan.valid !== null) return { notBefore: plan.valid.from, notAfter: plan.valid.to }
  const days = plan.role === "ca" ? CA_DAYS : DEFAULT_DAYS
  const startMs = start.getTime()
  return { notBefore: new Date(startMs - DAY_MS), notAfter: new Date(startMs + days * DAY_MS) }
}

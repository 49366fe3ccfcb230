import { GirError } from "@gir/errors"
import { validateChain, type Certificate } from "@gir/x509"
import type { FoundFile } from "./classify-files.ts"

export interface SortedFiles {
  readonly bundle: Bundle
  readonly old: Sorted
  readonly next: Sorted
  /** Everything that the rotation does not use, and why. */
  readonly aside: readonly { readonly name: string; readonly reason: string }[]
}

export interface Bundle {
  readonly name: string
  readonly certificates: readonly Certificate[]
}

export interface Sorted {
  readonly name: string
  readonly certificate: Certificate
  /** `null` when no key of the folder belongs to it. */
  readonly key: { readonly name: string; readonly isLocked: boolean } | null
}

type CertificateFile = Extract<FoundFile, { kind: "certificate" }>
type KeyFile = Extract<FoundFile, { kind: "key" }>

/**
 * Decides by content which file is what: the certificate that becomes valid last is the new one,
 * the one before it the old one.
 *
 * @throws ERR_ROTATION_FILES_MISSING naming what was found, and what is missing.
 */
export function sortFiles(files: readonly FoundFile[]): SortedFiles {
  const certificates = files
    .filter((file): file is CertificateFile => file.kind === "certificate")
    .toSorted(byTerm)
  const [old, next] = certificates.slice(-2)
  const bundles = files.filter((file) => file.kind === "bundle")
  const bundle = bestBundle(bundles, next)
  if (bundle === undefined || old === undefined || next === undefined) throw missing(files)
  const keys = files.filter((file): file is KeyFile => file.kind === "key")
  const chosen = matchKeys([old, next], keys)
  const used = new Set([bundle.name, old.name, next.name, ...chosen.map((key) => key?.name ?? "")])
  return {
    bundle,
    old: { ...old, key: toKey(chosen[0]) },
    next: { ...next, key: toKey(chosen[1]) },
    aside: files.filter(({ name }) => !used.has(name)).map(asideOf),
  }
}

function byTerm(one: CertificateFile, other: CertificateFile): number {
  const [a, b] = [one.certificate, other.certificate]
  const [from, to] = [
    a.notBefore.getTime() - b.notBefore.getTime(),
    a.notAfter.getTime() - b.notAfter.getTime(),
  ]
  return from || to || one.name.localeCompare(other.name)
}

/** The one in which the new certificate finds its root; among those, or without any, the fullest. */
function bestBundle(
  bundles: readonly Bundle[],
  next: CertificateFile | undefined,
): Bundle | undefined {
  const leads = ({ certificates }: Bundle): boolean =>
    next !== undefined &&
    validateChain({
      certificate: next.certificate,
      caCertificates: certificates,
      at: next.certificate.notBefore,
    }).isTrusted
  return bundles
    .map((bundle) => ({ bundle, rank: (leads(bundle) ? 1_000 : 0) + bundle.certificates.length }))
    .toSorted((a, b) => b.rank - a.rank)[0]?.bundle
}

/** By public key; a locked key goes, unchecked, to the one certificate that has none. */
function matchKeys(
  certificates: readonly CertificateFile[],
  keys: readonly KeyFile[],
): readonly (KeyFile | undefined)[] {
  const matched = certificates.map(({ certificate }) =>
    keys.find(({ publicKeySha256 }) => publicKeySha256 === certificate.publicKeySha256),
  )
  const locked = keys.filter(({ publicKeySha256 }) => publicKeySha256 === null)
  const without = matched.filter((key) => key === undefined).length
  if (locked.length !== without) return matched
  // As many locked keys as certificates without one: in the order of their names, to be looked at.
  const left = [...locked]
  return matched.map((key) => key ?? left.shift())
}

function toKey(key: KeyFile | undefined): Sorted["key"] {
  return key === undefined ? null : { name: key.name, isLocked: key.publicKeySha256 === null }
}

function asideOf(file: FoundFile): SortedFiles["aside"][number] {
  const { name } = file
  if (file.kind === "other") return { name, reason: file.reason }
  if (file.kind === "bundle") return { name, reason: `${file.certificates.length} CA certificates` }
  if (file.kind === "key") {
    const isLocked = file.publicKeySha256 === null
    return { name, reason: isLocked ? "a locked private key" : "a private key of neither" }
  }
  const { serialNumber, notAfter } = file.certificate
  const until = notAfter.toISOString().slice(0, 10)
  return { name, reason: `an older certificate, serial ${serialNumber}, to ${until}: keep its key` }
}

function missing(files: readonly FoundFile[]): GirError {
  const count = (kind: FoundFile["kind"]): number =>
    files.filter((file) => file.kind === kind).length
  const found = `${count("bundle")} CA files, ${count("certificate")} recording certificates and ${count("key")} private keys`
  const aside = files.filter((file) => file.kind === "other")
  const also = aside.map(({ name, reason }) => `${name}: ${reason}`)
  const message = `a rotation needs a CA file and two recording certificates; the folder holds ${found}`
  return new GirError("ERR_ROTATION_FILES_MISSING", message, { fields: { also } })
}

import type { GeneralName, GeneralNameKind } from "./general-name.ts"

/** Answers `null` when a name of its kind cannot be read, so that neither side may use it. */
type Match = (name: string, base: string) => boolean | null

const TEXT_MATCHES: Readonly<
  Record<"rfc822Name" | "dNSName" | "uniformResourceIdentifier", Match>
> = {
  rfc822Name: matchMailbox,
  dNSName: matchHost,
  uniformResourceIdentifier: matchUri,
}

const SUPPORTED: ReadonlySet<GeneralNameKind> = new Set<GeneralNameKind>([
  "rfc822Name",
  "dNSName",
  "uniformResourceIdentifier",
  "iPAddress",
  "directoryName",
])

export function isSupportedConstraint(kind: GeneralNameKind): boolean {
  return SUPPORTED.has(kind)
}

/**
 * True when `name` lies in the subtree under `base`, which is of the same kind. RFC 5280 §4.2.1.10
 *
 * @returns `null` when the name or the base is malformed for its kind.
 */
export function isInSubtree(name: GeneralName, base: GeneralName): boolean | null {
  if (name.kind === "directoryName" && base.kind === "directoryName") {
    return base.name.comparable.every((relative, at) => name.name.comparable[at] === relative)
  }
  if (name.kind === "iPAddress" && base.kind === "iPAddress") {
    return matchAddress(name.octets, base.octets)
  }
  if ("text" in name && "text" in base && name.kind === base.kind) {
    return TEXT_MATCHES[name.kind](name.text, base.text)
  }
  return null
}

/** `host.example` stands for itself and everything below; a leading dot for what is below only. */
function matchHost(name: string, base: string): boolean | null {
  const [host, domain] = [name.toLowerCase(), base.toLowerCase()]
  if (domain === "") return true
  // A base is no pattern: RFC 5280 §4.2.1.10 has no wildcard in it.
  if (domain.includes("*")) return null
  if (domain.startsWith(".")) return host.endsWith(domain) && host.length > domain.length
  return host === domain || host.endsWith(`.${domain}`)
}

/** `user@host` is one mailbox, `host` every mailbox on it, `.host` every mailbox below it. */
function matchMailbox(name: string, base: string): boolean | null {
  const at = name.lastIndexOf("@")
  if (at < 1 || at === name.length - 1) return null
  const host = name.slice(at + 1).toLowerCase()
  const baseAt = base.lastIndexOf("@")
  if (baseAt === -1) return matchHostExactly(host, base.toLowerCase())
  const isSameUser = name.slice(0, at) === base.slice(0, baseAt)
  return isSameUser && host === base.slice(baseAt + 1).toLowerCase()
}

function matchHostExactly(host: string, base: string): boolean {
  if (base === "") return true
  return base.startsWith(".") ? host.endsWith(base) && host.length > base.length : host === base
}

/** The constraint bears on the host of the URI, which must have one that is a name. */
function matchUri(name: string, base: string): boolean | null {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/
  const host = authority.exec(name)?.[1]?.toLowerCase()
  if (host === undefined || /^[\d.]+$/.test(host)) return null
  return matchHostExactly(host, base.toLowerCase())
}

/** The base is an address and a mask, both of the name's length. */
function matchAddress(octets: Uint8Array, base: Uint8Array): boolean | null {
  const isKnownLength = (octets.length === 4 || octets.length === 16) && base.length % 8 === 0
  if (!isKnownLength) return null
  if (base.length !== octets.length * 2) return false
  return octets.every((octet, at) => {
    const mask = base[octets.length + at]!
    return (octet & mask) === (base[at]! & mask)
  })
}

import type { ErrorCode } from "@gir/errors"

/** D documented by Genesys, S follows from a standard, M measured, A assumed. */
export type Basis = "D" | "S" | "M" | "A"

/** What must have been read for a rule to be judged. */
export type RuleScope = "file" | "certificate" | "key" | "pair" | "bundle" | "chain" | "path"

/** A rule of GIR for certificates, keys and CA files. */
export interface Rule {
  readonly name: string
  /** For the line that counts the rules that held. */
  readonly shortName: string
  readonly basis: Basis
  readonly scope: RuleScope
  /** Only `openssl verify` could judge it too. */
  readonly isJudgedByOpenssl: boolean
  /** A code begins with one of these. */
  readonly codes: readonly string[]
}

type RuleRow = readonly [RuleScope, Basis, shortName: string, name: string, ...codes: string[]]

const ROWS: readonly RuleRow[] = [
  ["file", "D", "X.509", "X.509, PEM, alone in its file"],
  ["certificate", "D", "RSA 2048+", "RSA key of 2048 to 8192 bits", "KEY_NOT_RSA", "KEY_RSA_PSS"],
  ["certificate", "S", "keyUsage", "keyUsage allows keyEncipherment", "KEY_USAGE"],
  ["certificate", "S", "no CA", "no CA certificate", "CA_CERTIFICATE"],
  ["certificate", "S", "extensions", "no unknown critical extension", "CRITICAL_EXTENSION"],
  ["certificate", "S", "serial", "positive serial number of 20 octets", "SERIAL_NUMBER_INVALID"],
  ["certificate", "A", "signature", "signed with SHA-256 or better", "WEAK_SIGNATURE"],
  ["certificate", "S", "dates", "valid on the day", "VALIDITY_", "CERTIFICATE_EXPIRED"],
  ["certificate", "A", "purpose", "no other purpose alone", "EXTENDED_KEY_USAGE"],
  ["key", "D", "key", "RSA private key that opens"],
  ["pair", "D", "pair", "key belongs to the certificate", "KEY_MISMATCH"],
  ["bundle", "D", "CA file", "CA file: PEM, certificates only"],
  ["bundle", "D", "Unix text", "Unix line ends, no other text", "BUNDLE_LINE", "BUNDLE_EXTRA"],
  ["bundle", "D", "order", "nearest intermediate first, root last", "BUNDLE_ORDER"],
  ["bundle", "S", "issuers", "one certificate per issuer and key", "DUPLICATE_ISSUER"],
  ["bundle", "S", "no repeats", "each certificate once", "BUNDLE_DUPLICATE"],
  ["bundle", "D", "root", "all intermediates and the root", "BUNDLE_NO_ROOT", "BUNDLE_NOT_CA"],
  ["chain", "D", "chain", "leads to a root of the CA file", "CHAIN_", "SERIAL_NUMBER_INVALID"],
  ["path", "M", "openssl", "passes openssl verify as it lies", "CHAIN_OPENSSL_REFUSES"],
  ["path", "S", "profile", "made as RFC 5280 section 4 asks", "PROFILE_ADVICE"],
]

/** More codes of rules whose row has no room for them. */
const MORE_CODES: Readonly<Record<string, readonly string[]>> = {
  "RSA 2048+": ["KEY_TOO_", "KEY_NUMBERS_INVALID"],
  dates: ["CERTIFICATE_NOT_YET_VALID"],
}

const BY_OPENSSL: ReadonlySet<RuleScope> = new Set<RuleScope>(["bundle", "chain", "path"])

export const RULES: readonly Rule[] = ROWS.map(([scope, basis, shortName, name, ...codes]) => ({
  name,
  shortName,
  basis,
  scope,
  isJudgedByOpenssl: BY_OPENSSL.has(scope) || shortName === "dates",
  codes: [...codes, ...(MORE_CODES[shortName] ?? [])],
}))

/** @returns the rule that a code breaks in a scope; the scope's first rule takes every other code. */
export function ruleOf(code: ErrorCode, scope: RuleScope): Rule {
  const ofScope = RULES.filter((rule) => rule.scope === scope)
  const name = code.replace("ERR_X509_", "")
  const matches = ofScope.flatMap((rule) =>
    rule.codes.filter((start) => name.startsWith(start)).map((start) => ({ rule, start })),
  )
  const [closest] = matches.toSorted((a, b) => b.start.length - a.start.length)
  return closest?.rule ?? ofScope[0]!
}

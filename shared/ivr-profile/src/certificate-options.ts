import type { Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { parseCertificate } from "@gir/x509"
import { storedOption, withOption } from "./options.ts"

/** Section that holds the recording certificates as text. */
export const RECORDING_CERTIFICATES = "recording-certificates"

/** A certificate as the profile holds it; the text may be corrupt. */
export interface CertificateOption {
  /** `certificates-1`, `certificates-2`, ... */
  readonly option: string
  readonly text: string
}

const OPTION_NAME = /^certificates-([1-9]\d*)$/
const MOST_CERTIFICATES = 64

/** @returns the profile's certificates in the order of their numbers, corrupt ones included. */
export function certificateOptions(options: Options): readonly CertificateOption[] {
  return Object.entries(options[RECORDING_CERTIFICATES] ?? {})
    .filter(([option]) => OPTION_NAME.test(option))
    .map(([option, text]) => ({ option, text }))
    .toSorted((a, b) => numberOf(a.option) - numberOf(b.option))
}

/**
 * The Recording tab's Add: each certificate takes the lowest free number.
 *
 * @throws ERR_CONFIG_CERTIFICATE_ON_PROFILE when it is there already, or no number is free.
 */
export function addCertificates(options: Options, pems: readonly string[]): Options {
  return pems.reduce(addCertificate, options)
}

function addCertificate(options: Options, pem: string): Options {
  const held = certificateOptions(options)
  const { sha256, subject } = parseCertificate(pem)
  if (held.some((entry) => fingerprintOf(entry) === sha256)) {
    throw refused(`${subject.commonName ?? subject.rfc4514} is on the profile already`)
  }
  const taken = new Set(held.map((entry) => numberOf(entry.option)))
  for (let number = 1; number <= MOST_CERTIFICATES; number += 1) {
    if (taken.has(number)) continue
    return withOption(options, RECORDING_CERTIFICATES, {
      name: `certificates-${number}`,
      value: pem,
    })
  }
  throw refused(`the profile holds ${MOST_CERTIFICATES} certificates, which is the most`)
}

/**
 * The Recording tab's Remove. A corrupt certificate cannot be told by its fingerprint any more: it
 * goes when its option's name is given instead.
 *
 * @param ids fingerprints (SHA-256 of the DER) or option names.
 */
export function removeCertificates(options: Options, ids: readonly string[]): Options {
  const gone = new Set(ids)
  return certificateOptions(options)
    .filter((entry) => gone.has(entry.option) || gone.has(fingerprintOf(entry) ?? ""))
    .reduce(
      (rest, { option }) => withOption(rest, RECORDING_CERTIFICATES, { name: option, value: null }),
      options,
    )
}

/**
 * The Options tab's open and save of one option, with no edit in between. Seed: "If opened for
 * editing and saved without making any changes, the certificate will be corrupted." How the real
 * dialog corrupts it is not public; assumed: its one-line field joins the lines.
 */
export function saveOptionFromOptionsTab(options: Options, section: string, name: string): Options {
  const value = storedOption(options, section, name)
  if (value === null) {
    throw new GirError("ERR_NOT_FOUND", `there is no option ${name} in section ${section}`)
  }
  return withOption(options, section, { name, value: onOneLine(value) })
}

/** What the one-line field of the Options tab makes of a text. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\r?\n/g, " ").trimEnd()
}

/** @returns true for `certificates-n`, which the Options tab corrupts when it saves it. */
export function isCertificateOption(section: string, name: string): boolean {
  return section === RECORDING_CERTIFICATES && OPTION_NAME.test(name)
}

/** @returns SHA-256 of the certificate's DER, or null for a text that is no certificate. */
export function fingerprintOf({ text }: CertificateOption): string | null {
  try {
    return parseCertificate(text).sha256
  } catch {
    return null
  }
}

function numberOf(option: string): number {
  return Number(OPTION_NAME.exec(option)?.[1] ?? 0)
}

function refused(reason: string): GirError {
  return new GirError("ERR_CONFIG_CERTIFICATE_ON_PROFILE", reason)
}

import type { OptionEntry, Options } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { isCertificateOption, onOneLine } from "./certificate-options.ts"
import { storedOption, withOption } from "./options.ts"
import { isPasswordParameter, PASSWORD_IS_SET } from "./speech-miner.ts"

/** Control characters, spaces at the ends, and the one name that no object can hold as its own. */
const NO_NAME = /^\s|\s$|\p{Cc}|^__proto__$/u

/** @returns every option of an object, in the order of writing: Section, Name, Value. */
export function listOptions(options: Options): OptionEntry[] {
  return Object.entries(options).flatMap(([section, values]) =>
    Object.entries(values).map(([name, value]) => ({ section, name, value })),
  )
}

/**
 * Opens an option in the Options tab.
 *
 * @throws ERR_NOT_FOUND
 */
export function openOption(options: Options, section: string, name: string): OptionEntry {
  const value = storedOption(options, section, name)
  if (value !== null) return { section, name, value }
  throw new GirError("ERR_NOT_FOUND", `there is no option ${name} in section ${section}`, {
    fields: { section, name },
  })
}

/**
 * The Options tab's Save of one option, whether it was edited or not, or of a new one. A certificate
 * is corrupted by it. Seed: "do not open certificates-n [...] options using the Options tab". A
 * password is not kept, only that there is one.
 *
 * @throws ERR_BAD_REQUEST for a name that no option can have.
 */
export function saveOption(options: Options, { section, name, value }: OptionEntry): Options {
  for (const each of [section, name]) {
    if (!NO_NAME.test(each)) continue
    throw new GirError("ERR_BAD_REQUEST", "an option's name or section cannot be written like this")
  }
  return withOption(options, section, { name, value: savedValue({ section, name, value }) })
}

function savedValue({ section, name, value }: OptionEntry): string {
  if (isCertificateOption(section, name)) return onOneLine(value)
  if (isPasswordParameter(section, name) && value !== "") return PASSWORD_IS_SET
  return value
}

/** @throws ERR_NOT_FOUND */
export function removeOption(options: Options, section: string, name: string): Options {
  openOption(options, section, name)
  return withOption(options, section, { name, value: null })
}

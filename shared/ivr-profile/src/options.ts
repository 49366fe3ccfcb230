import type { Options } from "@gir/contracts"

/** @returns the option's value, or null when it is absent or empty. */
export function optionOf(options: Options, section: string, name: string): string | null {
  const value = storedOption(options, section, name)
  return value === "" ? null : value
}

/** @returns the option's value as it stands, or null when it is absent. */
export function storedOption(options: Options, section: string, name: string): string | null {
  // Names come from people, and every object inherits a `constructor`.
  const values = Object.hasOwn(options, section) ? options[section] : undefined
  return values !== undefined && Object.hasOwn(values, name) ? (values[name] ?? null) : null
}

/** @returns options in which this one has the value; null removes it. */
export function withOption(
  options: Options,
  section: string,
  change: { readonly name: string; readonly value: string | null },
): Options {
  const { [change.name]: _, ...rest } = options[section] ?? {}
  const changed = change.value === null ? rest : { ...rest, [change.name]: change.value }
  return { ...options, [section]: changed }
}

import { readFileSync, statSync } from "node:fs"
import { GirError } from "@gir/errors"

const MAX_SECRET_BYTES = 65_536

/** The variables that a setting is read from. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface IntegerOptions {
  readonly default?: number
  readonly min?: number
  readonly max?: number
}

/**
 * Reads settings and remembers what is wrong with them. A setting that is wrong yields a stand-in
 * value, so that reading goes on and `done` can name every problem at once.
 */
export interface ConfigReader {
  /** A text; without a default it must be set. Empty counts as not set. */
  text(name: string, fallback?: string): string
  /** @returns null when it is not set. */
  optionalText(name: string): string | null
  /** A whole number, from `min` (0 by default) to `max`. */
  integer(name: string, options?: IntegerOptions): number
  /** One of `values`. */
  choice<const T extends string>(name: string, values: readonly T[], fallback?: T): T
  /** `true` or `false`. */
  boolean(name: string, fallback: boolean): boolean
  /** An http or https address, without a slash at its end. */
  url(name: string, fallback?: string): string
  /** @returns null when it is not set. */
  optionalUrl(name: string): string | null
  /** The content of the file that `<name>_FILE` names; the file must be its owner's alone (0600). */
  secretFile(name: string): string
  /** @returns null when `<name>_FILE` is not set. */
  optionalSecretFile(name: string): string | null
  /** `name` itself, or the file that `<name>_FILE` names; null when neither is set. */
  optionalTextOrSecretFile(name: string): string | null
  /** Notes a problem of your own: `GIR_X must not be larger than GIR_Y`. */
  problem(text: string): void
  /** @throws ERR_CONFIG_INVALID with every problem in `fields.problems`. */
  done(): void
}

export function configReader(env: Environment): ConfigReader {
  const problems: string[] = []
  const problem = (text: string): void => {
    problems.push(text)
  }
  const read = (name: string): string | null => env[name]?.trim() || null
  const need = <T>(name: string, fallback: T | undefined, standIn: T): T => {
    if (fallback !== undefined) return fallback
    problem(`${name} is not set`)
    return standIn
  }
  const text = (name: string, fallback?: string): string => read(name) ?? need(name, fallback, "")
  const choice = <const T extends string>(name: string, values: readonly T[], fallback?: T): T => {
    const given = read(name)
    const found = values.find((value) => value === given)
    if (found !== undefined) return found
    if (given !== null) problem(`${name} must be one of ${values.join(", ")}`)
    const standIn = fallback ?? (values[0] as T)
    return given === null ? need(name, fallback, standIn) : standIn
  }
  const optionalUrl = (name: string): string | null => checkUrl(name, read(name), problem)
  const optionalSecretFile = (name: string): string | null => {
    const path = read(`${name}_FILE`)
    return path === null ? null : readSecret(`${name}_FILE`, path, problem)
  }
  return {
    text,
    optionalText: read,
    integer: (name, options = {}) => {
      const given = read(name)
      if (given === null) return need(name, options.default, 0)
      return checkInteger(name, given, { options, problem })
    },
    choice,
    boolean: (name, fallback) =>
      choice(name, ["true", "false"], fallback ? "true" : "false") === "true",
    url: (name, fallback) =>
      optionalUrl(name) ?? (read(name) === null ? need(name, fallback, "") : ""),
    optionalUrl,
    secretFile: (name) =>
      optionalSecretFile(name) ?? need(`${name}_FILE`, read(`${name}_FILE`) ?? undefined, ""),
    optionalSecretFile,
    optionalTextOrSecretFile: (name) => {
      const given = read(name)
      if (given !== null && read(`${name}_FILE`) !== null) {
        problem(`${name} and ${name}_FILE are both set; keep one`)
      }
      return given ?? optionalSecretFile(name)
    },
    problem,
    done: () => {
      if (problems.length === 0) return
      throw new GirError("ERR_CONFIG_INVALID", problems.join("; "), { fields: { problems } })
    },
  }
}

function checkInteger(
  name: string,
  given: string,
  { options, problem }: { options: IntegerOptions; problem: (text: string) => void },
): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options
  const value = /^-?\d{1,16}$/.test(given) ? Number(given) : Number.NaN
  if (value >= min && value <= max) return value
  problem(`${name} must be a whole number from ${min} to ${max}`)
  return options.default ?? min
}

function checkUrl(
  name: string,
  given: string | null,
  problem: (text: string) => void,
): string | null {
  if (given === null) return null
  if (URL.canParse(given)) {
    const { protocol, search, hash } = new URL(given)
    const isHttp = protocol === "http:" || protocol === "https:"
    if (isHttp && search === "" && hash === "") return given.replace(/\/+$/, "")
  }
  problem(`${name} must be an address such as http://127.0.0.1:8080`)
  return null
}

function readSecret(name: string, path: string, problem: (text: string) => void): string | null {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) problem(`${name}: ${path} is not a file`)
    else if ((stat.mode & 0o077) !== 0) {
      problem(`${name}: ${path} can be read by others; run chmod 600 ${path}`)
    } else if (stat.size > MAX_SECRET_BYTES) problem(`${name}: ${path} is too large for a secret`)
    else return notEmpty(readFileSync(path, "utf8").trim(), `${name}: ${path}`, problem)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given"
    problem(`${name}: ${path} cannot be read (${code})`)
  }
  return null
}

function notEmpty(text: string, what: string, problem: (text: string) => void): string | null {
  if (text !== "") return text
  problem(`${what} is empty`)
  return null
}

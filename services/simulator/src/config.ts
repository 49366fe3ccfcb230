import { GirError } from "@gir/errors"
import type { StorageAccess } from "@gir/storage"
import { readFileSync } from "node:fs"

/** What the operator may set in the environment; everything else is an option of the command. */
export interface SimulatorConfig {
  /** A PostgreSQL of the user's own; null means the embedded one. */
  readonly databaseUrl: string | null
  /** A Redis of the user's own for the queues; null means that they run on PostgreSQL. */
  readonly redisUrl: string | null
  /** A Storage Destination of the user's own; null means a folder of the installation. */
  readonly storageDestination: string | null
  /** How that one is reached when it is on another machine. */
  readonly storageAccess: StorageAccess
  /** First port of an installation; null means the guide's ports. */
  readonly portBase: number | null
  /** GIR_PROCESSES: `one` runs all services of an installation in one process. */
  readonly processes: "each" | "one"
  /** When the command was typed, in milliseconds since 1970: set-up time counts from here. */
  readonly startedMs: number | null
  /** GIR_LOG_LEVEL of the services. */
  readonly logLevel: string
  /** The whole environment, for the services that are started. */
  readonly inherited: Readonly<Record<string, string | undefined>>
}

export interface TerminalEnvironment {
  readonly noColor: boolean
  readonly isDumb: boolean
  readonly isUtf8: boolean
}

const PORT_MAX = 65_535 - 200

/** @throws ERR_CLI_USAGE when a variable has a value that cannot be used. */
export function readSimulatorConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): SimulatorConfig {
  return {
    databaseUrl: textOrFile(env, "GIR_DATABASE_URL"),
    redisUrl: textOrFile(env, "GIR_REDIS_URL"),
    storageDestination: given(env["GIR_STORAGE_DESTINATION"]),
    storageAccess: {
      endpoint: given(env["GIR_STORAGE_ENDPOINT"]),
      region: given(env["GIR_STORAGE_REGION"]),
      credentials: inFile(env, "GIR_STORAGE_CREDENTIALS"),
    },
    portBase: wholeNumber(env, "GIR_PORT_BASE", PORT_MAX),
    processes: choice(env, "GIR_PROCESSES", ["each", "one"]),
    startedMs: wholeNumber(env, "GIR_STARTED_MS", Number.MAX_SAFE_INTEGER),
    logLevel: given(env["GIR_LOG_LEVEL"]) ?? "info",
    inherited: env,
  }
}

/** Read apart from the rest, and without a failure: where else could a bad variable be told? */
export function readTerminalEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): TerminalEnvironment {
  return {
    noColor: given(env["NO_COLOR"]) !== null,
    isDumb: env["TERM"] === "dumb",
    isUtf8: isUtf8(env),
  }
}

/** An address may hold a password, so it may stand in a file that `<NAME>_FILE` names. */
function textOrFile(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | null {
  return inFile(env, name) ?? given(env[name])
}

/** @returns the content of the file that `<NAME>_FILE` names, or null when it names none. */
function inFile(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const file = given(env[`${name}_FILE`])
  if (file === null) return null
  try {
    return given(readFileSync(file, "utf8").trim())
  } catch (error) {
    throw new GirError("ERR_CLI_USAGE", `the file that ${name}_FILE names cannot be read`, {
      where: file,
      cause: error,
    })
  }
}

/** The locale's variables in the order that POSIX gives them; no locale at all means UTF-8 today. */
function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = given(env["LC_ALL"]) ?? given(env["LC_CTYPE"]) ?? given(env["LANG"])
  return locale === null || /utf-?8/i.test(locale)
}

function given(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value
}

/** The first choice is what an unset variable means. */
function choice<T extends string>(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = given(env[name])
  const chosen = text === null ? choices[0] : choices.find((one) => one === text)
  if (chosen !== undefined) return chosen
  throw new GirError("ERR_CLI_USAGE", `${name} is none of: ${choices.join(", ")}`, {
    next: `unset ${name}, or give it one of these`,
  })
}

function wholeNumber(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  max: number,
): number | null {
  const text = given(env[name])
  if (text === null) return null
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1_024 && value <= max) return value
  throw new GirError("ERR_CLI_USAGE", `${name} is not a whole number from 1024 to ${max}`, {
    next: `unset ${name}, or give it such a number`,
  })
}

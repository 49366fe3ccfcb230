import { join } from "node:path"
import type { RestartOption } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { parseJavaProperties } from "./java-properties.ts"
import { createFileOnce, readText } from "./private-file.ts"

const KEYSTORE_PATH = "keystore.p12"
const KEYSTORE_PASSWORD_FILE = "keystore.password"
/** Port 8008 is assumed: the real default is not public. */
const PORT = 8008
const MAX_PORT = 65_535

/**
 * The options of rcs.properties, in its own spelling. Seed: "Edit the rcs.properties file".
 * `cacertstorepath` and `cacertstorepassword` are documented, the others assumed.
 */
export interface RcsProperties {
  /** CA store: a PEM bundle or a PKCS #12 file; null when uploads are not checked against a CA. */
  readonly cacertstorepath: string | null
  /** Password of a PKCS #12 CA store. */
  readonly cacertstorepassword: string | null
  readonly keystorepath: string
  /** File that holds the keystore's password: the password itself never stands in an option. */
  readonly keystorepasswordfile: string
  /** Where RCS listens unless GIR_PORT says otherwise. */
  readonly port: number
}

const DEFAULT_FILE = `# Recording Crypto Server. Read at start only: restart RCS to apply a change.
# Java properties: a backslash is written twice. Every path lies inside this node's folder;
# a relative one starts from the folder of this file.

# CA certificates that an uploaded recording certificate must lead to: PEM, or PKCS #12 with a
# password. Empty: uploads are not checked against a CA.
cacertstorepath=
cacertstorepassword=

# Private keys (PKCS #12), and the file of mode 0600 that holds the keystore's password.
keystorepath=${KEYSTORE_PATH}
keystorepasswordfile=${KEYSTORE_PASSWORD_FILE}

# Used unless the environment sets GIR_PORT.
port=${PORT}
`

/** The RCS install directory of the guide, inside the node's own folder. */
export function rcsFolder(nodeRoot: string): string {
  return join(nodeRoot, "RCS")
}

/**
 * Reads rcs.properties; at the first start it is made, with every option at its default.
 *
 * @throws ERR_RCS_PROPERTIES_INVALID
 */
export function readRcsProperties(nodeRoot: string): RcsProperties {
  const file = join(rcsFolder(nodeRoot), "rcs.properties")
  createFileOnce(file, DEFAULT_FILE)
  const properties = parseJavaProperties(readText(file))
  const text = (name: string): string | null => {
    const value = properties.get(name)?.trim()
    return value === undefined || value === "" ? null : value
  }
  return {
    cacertstorepath: text("cacertstorepath"),
    cacertstorepassword: text("cacertstorepassword"),
    keystorepath: text("keystorepath") ?? KEYSTORE_PATH,
    keystorepasswordfile: text("keystorepasswordfile") ?? KEYSTORE_PASSWORD_FILE,
    port: readPort(text("port"), file),
  }
}

function readPort(text: string | null, file: string): number {
  if (text === null) return PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port
  throw new GirError("ERR_RCS_PROPERTIES_INVALID", "port must be a number from 0 to 65535", {
    where: file,
    fields: { option: "port" },
  })
}

/** Shown in the place of a password. */
const MASK = "set"

/**
 * Compares what RCS works with since its start with what the file says now.
 *
 * @returns one row per option; of a password only whether it is set.
 */
export function restartOptions(
  effective: RcsProperties,
  configured: RcsProperties,
): readonly RestartOption[] {
  const names = Object.keys(effective) as readonly (keyof RcsProperties)[]
  return names.map((option) => ({
    section: "rcs.properties",
    option,
    configured: shown(option, configured[option]),
    effective: shown(option, effective[option]),
    isRestartPending: configured[option] !== effective[option],
  }))
}

function shown(option: keyof RcsProperties, value: string | number | null): string | null {
  if (value === null) return null
  return option === "cacertstorepassword" ? MASK : String(value)
}

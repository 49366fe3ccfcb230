import { isAbsolute, resolve } from "node:path"
import type { ConfigReader } from "./config-reader.ts"
import { LOG_LEVELS, type LogLevel } from "./logger.ts"

const DEFAULT_HOST = "127.0.0.1"
const MIN_TOKEN_CHARACTERS = 16

/** Settings that some services need and others do not, with the variable of each. */
interface OptionalSettings {
  /** GIR_DATABASE_URL or GIR_DATABASE_URL_FILE. */
  readonly databaseUrl: string
  /** GIR_REDIS_URL or GIR_REDIS_URL_FILE. */
  readonly redisUrl: string
  /** GIR_STORAGE_DESTINATION, such as `file:///var/recordings` or `s3://bucket/prefix`. */
  readonly storageDestination: string
  /** GIR_NODE_ROOT: the folder in which the guide's paths are resolved. Absolute. */
  readonly nodeRoot: string
  readonly configServerUrl: string
  readonly rwsUrl: string
  readonly rcsUrl: string
  readonly gaxUrl: string
}
type SettingName = keyof OptionalSettings

/** How a Storage Destination on another machine is reached. */
interface StorageAccess {
  /** GIR_STORAGE_ENDPOINT: an S3 server other than Amazon's. */
  readonly endpoint: string | null
  /** GIR_STORAGE_REGION. */
  readonly region: string | null
  /** GIR_STORAGE_CREDENTIALS_FILE: two lines, the name and the secret. */
  readonly credentials: string | null
}

/** The settings that every service has. `N` names the optional ones that this service needs. */
export type CommonConfig<N extends SettingName = never> = {
  /** GIR_HOST: the interface to listen on; the loopback interface unless told otherwise. */
  readonly host: string
  /** GIR_PORT; 0 takes any free port. */
  readonly port: number
  /** GIR_NODE_NAME, such as `mcp-1`; default the service's name. */
  readonly nodeName: string
  /** GIR_SERVICE_TOKEN_FILE: what the services of one installation know each other by. */
  readonly serviceToken: string
  /** GIR_LOG_LEVEL. */
  readonly logLevel: LogLevel
  readonly storageAccess: StorageAccess
} & { readonly [K in SettingName]: K extends N ? string : string | null }

/**
 * Reads the settings that services have in common.
 *
 * @param needs the optional settings without which this service cannot start.
 */
export function commonConfig<const N extends SettingName = never>(
  reader: ConfigReader,
  service: string,
  needs: readonly N[] = [],
): CommonConfig<N> {
  const settings = readOptional(reader)
  for (const name of needs) {
    if (settings[name] === null) reader.problem(`${VARIABLES[name]} is not set`)
  }
  const base = {
    host: reader.text("GIR_HOST", DEFAULT_HOST),
    port: reader.integer("GIR_PORT", { default: 0, max: 65_535 }),
    nodeName: reader.text("GIR_NODE_NAME", service),
    serviceToken: reader.secretFile("GIR_SERVICE_TOKEN"),
    logLevel: reader.choice<LogLevel>("GIR_LOG_LEVEL", LOG_LEVELS, "info"),
    storageAccess: {
      endpoint: reader.optionalUrl("GIR_STORAGE_ENDPOINT"),
      region: reader.optionalText("GIR_STORAGE_REGION"),
      credentials: reader.optionalSecretFile("GIR_STORAGE_CREDENTIALS"),
    },
  }
  if (base.serviceToken !== "" && base.serviceToken.length < MIN_TOKEN_CHARACTERS) {
    reader.problem(`GIR_SERVICE_TOKEN_FILE: the token is shorter than ${MIN_TOKEN_CHARACTERS}`)
  }
  // A needed setting that is null was noted as a problem above, and `done` will not let it pass.
  return { ...base, ...settings } as CommonConfig<N>
}

const VARIABLES: Readonly<Record<SettingName, string>> = {
  databaseUrl: "GIR_DATABASE_URL",
  redisUrl: "GIR_REDIS_URL",
  storageDestination: "GIR_STORAGE_DESTINATION",
  nodeRoot: "GIR_NODE_ROOT",
  configServerUrl: "GIR_CONFIG_SERVER_URL",
  rwsUrl: "GIR_RWS_URL",
  rcsUrl: "GIR_RCS_URL",
  gaxUrl: "GIR_GAX_URL",
}

function readOptional(reader: ConfigReader): Record<SettingName, string | null> {
  const nodeRoot = reader.optionalText(VARIABLES.nodeRoot)
  return {
    databaseUrl: withScheme(reader, VARIABLES.databaseUrl, /^postgres(ql)?:\/\//),
    redisUrl: withScheme(reader, VARIABLES.redisUrl, /^rediss?:\/\//),
    storageDestination: reader.optionalText(VARIABLES.storageDestination),
    nodeRoot: nodeRoot === null || isAbsolute(nodeRoot) ? nodeRoot : resolve(nodeRoot),
    configServerUrl: reader.optionalUrl(VARIABLES.configServerUrl),
    rwsUrl: reader.optionalUrl(VARIABLES.rwsUrl),
    rcsUrl: reader.optionalUrl(VARIABLES.rcsUrl),
    gaxUrl: reader.optionalUrl(VARIABLES.gaxUrl),
  }
}

/** The address may hold a password, so the complaint does not show it. */
function withScheme(reader: ConfigReader, name: string, scheme: RegExp): string | null {
  const given = reader.optionalTextOrSecretFile(name)
  if (given === null || scheme.test(given)) return given
  reader.problem(`${name} must begin with ${scheme.source.replace(/[\\^()?]/g, "")}`)
  return given
}

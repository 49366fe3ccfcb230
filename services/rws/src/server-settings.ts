import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { GirError } from "@gir/errors"
import { isMap, isScalar, LineCounter, parseDocument, type Document } from "yaml"

/** Web Services 8.5.201.09 and older read another file. Seed: "server-settings.yaml". */
const FILE_NAMES = { latest: "application.yaml", older: "server-settings.yaml" } as const
const MAX_FILE_BYTES = 1_048_576

/** `latest`, or `older` for the file names of Web Services 8.5.201.09 and before. */
export type ReleaseProfile = keyof typeof FILE_NAMES
export const RELEASE_PROFILES = ["latest", "older"] as const

/** The settings of a node that the simulator acts on; the real file has many more. */
export interface ServerSettings {
  /** Location of the node. Seed: "the nodePath set to "/US/AK" or "/US/HI"". */
  readonly nodePath: string | null
  /** Region of the node: it serves the recordings of its own region only. */
  readonly crRegion: string | null
}

const DEFAULT_FILE = `# Interaction Recording Web Services. Read at start only: restart the node to apply a change.
# Other settings of the real file may stand here; the simulator does not look at them.
serverSettings:
  # Location of this node, such as /US/AK: decides which decrypt-uri-prefix a player is given.
  nodePath: /
  # Region of this node: recordings of another region are not found here. Empty: every region.
  crRegion:
`

/**
 * Reads the node's file of server settings; at the first start it is made.
 *
 * @returns null for each setting that is not there.
 * @throws ERR_RWS_SERVER_SETTINGS_INVALID with file, line and column.
 */
export function readServerSettings(nodeRoot: string, profile: ReleaseProfile): ServerSettings {
  const file = join(nodeRoot, FILE_NAMES[profile])
  const text = readOrMake(nodeRoot, file)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 0 } as object)
  const [error] = document.errors
  if (error !== undefined) {
    const [first = ""] = error.message.split("\n", 1)
    throw invalid(first, `${file}:${lines.linePos(error.pos[0]).line}`)
  }
  const settings = document.get("serverSettings")
  if (settings !== undefined && settings !== null && !isMap(settings)) {
    throw invalid("serverSettings must be a list of names and values", file)
  }
  const where = { document, lines, file }
  return { nodePath: readNodePath(where), crRegion: readSetting("crRegion", where) }
}

interface Place {
  readonly document: Document
  readonly lines: LineCounter
  readonly file: string
}

function readNodePath(place: Place): string | null {
  const path = readSetting("nodePath", place)
  if (path === null || path.startsWith("/")) return path
  throw invalid("nodePath must begin with /, such as /US/AK", lineOf("nodePath", place))
}

function readSetting(name: "nodePath" | "crRegion", place: Place): string | null {
  const node: unknown = place.document.getIn(["serverSettings", name], true)
  const value: unknown = isScalar(node) ? node.value : node
  if (value === undefined || value === null || value === "") return null
  if (typeof value === "string" && value.length <= 255) return value.trim()
  throw invalid(`${name} must be a text of at most 255 characters`, lineOf(name, place))
}

function lineOf(name: string, { document, lines, file }: Place): string {
  const node: unknown = document.getIn(["serverSettings", name], true)
  const range = isScalar(node) ? node.range : undefined
  if (range === undefined || range === null) return file
  const { line, col } = lines.linePos(range[0])
  return `${file}:${line}:${col}`
}

function readOrMake(nodeRoot: string, file: string): string {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found === undefined) makeFile(nodeRoot, file)
    else if (found.size > MAX_FILE_BYTES) {
      throw invalid(`it is larger than ${MAX_FILE_BYTES} bytes`, file)
    }
    return readFileSync(file, "utf8")
  } catch (error) {
    if (error instanceof GirError) throw error
    throw invalid(`it cannot be read (${(error as NodeJS.ErrnoException).code})`, file)
  }
}

function makeFile(nodeRoot: string, file: string): void {
  mkdirSync(nodeRoot, { recursive: true })
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`
  try {
    writeFileSync(temporary, DEFAULT_FILE)
    linkSync(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}

function invalid(reason: string, where: string): GirError {
  return new GirError(
    "ERR_RWS_SERVER_SETTINGS_INVALID",
    `the server settings cannot be used: ${where}: ${reason}`,
    { where },
  )
}

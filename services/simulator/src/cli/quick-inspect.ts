/** What `gir envelope inspect` was asked for. */
export interface QuickInspect {
  readonly file: string
  readonly json: boolean
  readonly all: boolean
}

const FLAGS: ReadonlySet<string> = new Set(["--json", "--all", "--no-color"])

/**
 * `gir envelope inspect` is what scripts run over thousands of files, so its plain form starts
 * without the command-line parser.
 *
 * @returns `null` for every other command line, and for anything odd in this one: the parser then
 * says what is wrong with it.
 */
export function readQuickInspect(args: readonly string[]): QuickInspect | null {
  const [family, command, ...rest] = args
  if (family !== "envelope" || command !== "inspect") return null
  const flags = rest.filter((word) => FLAGS.has(word))
  const [file, ...others] = rest.filter((word) => !FLAGS.has(word))
  const isPlain = file !== undefined && others.length === 0 && isFileName(file)
  if (!isPlain) return null
  return { file, json: flags.includes("--json"), all: flags.includes("--all") }
}

function isFileName(word: string): boolean {
  return word === "-" || (word !== "" && !word.startsWith("-"))
}

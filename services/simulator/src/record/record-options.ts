import { GirError } from "@gir/errors"

/** What decides whether the options of `gir record` go together. */
interface RecordOptions {
  /** UDP port of a call that comes as RTP. */
  readonly rtp?: number
  /** Seconds. */
  readonly rtpWait?: number
  readonly mcp?: string
  readonly count: number
  readonly audio?: string
  readonly screen?: string | true
  readonly realTime: boolean
  readonly mix: boolean
  readonly wait: boolean
}

type Option = readonly [isGiven: boolean, name: string]

/** @throws ERR_CLI_USAGE where an option would be ignored. */
export function assertOptionsFit(options: RecordOptions): void {
  if (options.rtp === undefined) refuseOptionsOfRtp(options)
  else refuseOptionsOfFiles(options)
}

/** Whoever gives one means a call that comes; none would be listened for. */
function refuseOptionsOfRtp({ rtpWait, mcp }: RecordOptions): void {
  const option = firstGiven([
    [rtpWait !== undefined, "--rtp-wait"],
    [mcp !== undefined, "--mcp"],
  ])
  if (option === null) return
  throw new GirError("ERR_CLI_USAGE", `${option} goes only with --rtp`, {
    next: `gir record --rtp PORT ${option} … listens for a call; for any other leave ${option} out`,
  })
}

/** One call comes to one port, and sound is all that RTP brings. */
function refuseOptionsOfFiles(options: RecordOptions): void {
  const { audio, screen, count, realTime, mix, wait } = options
  const option = firstGiven([
    [audio !== undefined, "--audio"],
    [screen !== undefined, "--screen"],
    [count !== 1, "--count"],
    [realTime, "--real-time"],
    [mix, "--mix"],
    [!wait, "--no-wait"],
  ])
  if (option === null) return
  throw new GirError("ERR_CLI_USAGE", `--rtp and ${option} do not go together`, {
    next: "gir record --rtp PORT records the one call that comes to the port",
  })
}

function firstGiven(options: readonly Option[]): string | null {
  const [, name = null] = options.find(([isGiven]) => isGiven) ?? []
  return name
}

import { fingerprintOf } from "@gir/media"
import { toGirError } from "@gir/errors"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import type { CommandContext } from "../../cli/command-context.ts"
import { inspectCommand } from "../../commands/envelope-inspect.ts"
import type { InputStream } from "../../envelope/input-file.ts"
import type { MediaFact } from "../facts.ts"
import type { ScenarioRun } from "../run-scenario.ts"

/** Shows what the newest envelope says without any key. */
export async function inspectNewest(
  { world }: ScenarioRun,
  context: CommandContext,
  input: InputStream,
): Promise<void> {
  const newest = newestCall(world.media, ({ receipt }) => receipt.protection !== null)
  if (newest === null) return context.terminal.out("no encrypted recording yet")
  const file = join(world.stage.installation.state.storage, newest.receipt.storageKey)
  await inspectCommand(file, { json: false, all: false, input }, context)
}

/** Plays the newest call through RCS, as a player does, and compares it with what was recorded. */
export async function playNewest(
  { world }: ScenarioRun,
  { terminal }: Pick<CommandContext, "terminal">,
): Promise<void> {
  const newest = newestCall(world.media, () => true)
  if (newest === null) return terminal.out("no recording yet")
  const { mediaId, receipt, original, group } = newest
  try {
    const content = await world.stage.peers.cryptoServer.play(mediaId)
    const { fingerprint } = await fingerprintOf(content, receipt.type)
    const isEqual = isDeepStrictEqual(fingerprint, original)
    const words = isEqual ? "equal to what was recorded" : "not what was recorded"
    terminal.out(
      `${terminal.symbol(isEqual ? "plays" : "fails")} ${mediaId} (${group}) ${words}: ${fingerprint.sha256}`,
    )
  } catch (error) {
    const { code, message } = toGirError(error)
    terminal.out(`${terminal.symbol("fails")} ${mediaId} (${group}) ${code}: ${message}`)
  }
}

function newestCall(
  media: readonly MediaFact[],
  fits: (media: MediaFact) => boolean,
): MediaFact | null {
  return media.findLast((one) => one.kind === "call" && fits(one)) ?? null
}

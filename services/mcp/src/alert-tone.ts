import { createReadStream } from "node:fs"
import { fileURLToPath } from "node:url"
import { GirError, toGirError } from "@gir/errors"
import type { IvrProfile } from "@gir/ivr-profile"
import { fingerprintOf } from "@gir/media"
import type { Logger } from "@gir/service-kit"
import { resolveNodePath } from "./node-path.ts"

export interface AlertTone {
  /** A WAV file on this machine. */
  readonly path: string
  readonly intervalMs: number
}

export interface AlertToneOptions {
  readonly nodeRoot: string
  readonly logger: Logger
}

/**
 * Finds the alert tone of a profile. A source that is bad costs the tone, never the recording
 * (GIR Audio Tones: with a bad or empty source no tone is played); the log says so.
 *
 * @returns `null` when the profile has no tone, or one that cannot be played.
 */
export async function findAlertTone(
  profile: IvrProfile,
  { nodeRoot, logger }: AlertToneOptions,
): Promise<AlertTone | null> {
  const source = profile.alertToneSource
  if (source === null) return null
  try {
    const path = resolveNodePath(asPath(source), { nodeRoot, tenant: profile.tenant })
    await fingerprintOf(createReadStream(path), "audio/wav", { mustHaveLength: true })
    return { path, intervalMs: profile.alertToneIntervalMs }
  } catch (error) {
    const { message } = toGirError(error)
    logger.warn(
      { ivrProfileDbid: profile.dbid, source, reason: message },
      "the alert tone cannot be played, so the call is recorded without it",
    )
    return null
  }
}

function asPath(source: string): string {
  if (source.startsWith("file:")) return fileURLToPath(source)
  if (/^[a-z][a-z+.-]+:\/\//i.test(source)) {
    throw new GirError("ERR_MCP_PATH_REFUSED", "the tone is not a file on this node")
  }
  return source
}

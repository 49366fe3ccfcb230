import { createHmac, randomBytes } from "node:crypto"
import type { PlaybackToken } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { isSameSecret } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import { createFileOnce, readSecret } from "./private-file.ts"

const SECRET_BYTES = 32
const NONCE_BYTES = 12
/** Longer than any token that we make. */
const MAX_TOKEN_CHARACTERS = 1_024

export interface PlaybackTokensOptions {
  /** Made at the first start, beside the keystore. */
  readonly secretFile: string
  readonly lifetimeMs: number
  readonly clock: Clock
}

/**
 * Short-lived rights to play one media file. They are signed, not remembered: every RCS process
 * that shares the secret accepts them, also one that was just restarted. They end by the machine's
 * clock: a right of five minutes must not end, or last for years, because a node's date is wrong.
 */
export interface PlaybackTokens {
  /** @param actor who asked for it: the audit of every use names them. */
  issue(mediaId: string, actor: string): PlaybackToken
  /**
   * @returns the actor that the token was issued to.
   * @throws ERR_RCS_TOKEN_INVALID, with the same words whatever is wrong.
   */
  verify(token: string, mediaId: string): string
}

export function openPlaybackTokens(options: PlaybackTokensOptions): PlaybackTokens {
  const { secretFile, lifetimeMs, clock } = options
  createFileOnce(secretFile, `${randomBytes(SECRET_BYTES).toString("base64url")}\n`)
  const secret = readSecret(secretFile)
  const sign = (content: string): string =>
    createHmac("sha256", secret).update(`playback ${content}`).digest("base64url")

  return {
    issue: (mediaId, actor) => {
      const expiresAt = new Date(clock.machineMs() + lifetimeMs)
      const nonce = randomBytes(NONCE_BYTES).toString("base64url")
      const name = Buffer.from(actor).toString("base64url")
      const content = `${mediaId}.${expiresAt.getTime()}.${nonce}.${name}`
      return {
        token: `${content}.${sign(content)}`,
        mediaId,
        expiresAt: expiresAt.toISOString(),
      }
    },
    verify: (token, mediaId) => {
      const [tokenMediaId, expiresAtMs, nonce, name, signature] = token.split(".")
      const content = `${tokenMediaId}.${expiresAtMs}.${nonce}.${name}`
      const isGood =
        token.length <= MAX_TOKEN_CHARACTERS &&
        token === `${content}.${signature}` &&
        isSameSecret(signature ?? "", sign(content)) &&
        tokenMediaId === mediaId &&
        Number(expiresAtMs) > clock.machineMs()
      if (isGood) return Buffer.from(name ?? "", "base64url").toString()
      throw new GirError(
        "ERR_RCS_TOKEN_INVALID",
        "the playback token is not valid for this media file",
      )
    },
  }
}

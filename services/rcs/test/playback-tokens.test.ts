import { join } from "node:path"
import { manualClock } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { openPlaybackTokens } from "../src/playback-tokens.ts"
import { testFolder } from "./folder.ts"

const lifetimeMs = 60_000
const mediaId = `${"A".repeat(32)}-call`
const otherMediaId = `${"A".repeat(32)}-screen`

function opened(folder = testFolder()) {
  const clock = manualClock(new Date("2026-01-01T00:00:00Z"))
  const secretFile = join(folder, "playback-token.secret")
  return { clock, tokens: openPlaybackTokens({ secretFile, lifetimeMs, clock }) }
}

const invalid = expect.objectContaining({ code: "ERR_RCS_TOKEN_INVALID", status: 401 }) as Error

describe("a playback token", () => {
  it("opens its own media file until it expires, and no other", () => {
    const { tokens, clock } = opened()
    const { token, expiresAt } = tokens.issue(mediaId, "player")
    expect(expiresAt).toBe("2026-01-01T00:01:00.000Z")
    expect(tokens.verify(token, mediaId)).toBe("player")
    expect(() => tokens.verify(token, otherMediaId)).toThrow(invalid)
    clock.set(new Date("2036-01-01T00:00:00Z"))
    expect(tokens.verify(token, mediaId)).toBe("player")
    clock.advance(lifetimeMs)
    expect(() => tokens.verify(token, mediaId)).toThrow(invalid)
  })

  it("is accepted by every process that shares the secret, and by no other", () => {
    const folder = testFolder()
    const { token } = opened(folder).tokens.issue(mediaId, "player")
    expect(() => opened(folder).tokens.verify(token, mediaId)).not.toThrow()
    expect(() => opened().tokens.verify(token, mediaId)).toThrow(invalid)
  })

  it("is refused when any part of it was changed", () => {
    const { tokens } = opened()
    const { token } = tokens.issue(mediaId, "player")
    const [id, expires, nonce, name, signature] = token.split(".")
    const changed = [
      "",
      "....",
      `${id}.${Number(expires) + 1}.${nonce}.${name}.${signature}`,
      `${id}.${expires}.x${nonce}.${name}.${signature}`,
      `${otherMediaId}.${expires}.${nonce}.${name}.${signature}`,
      `${id}.${expires}.${nonce}.${Buffer.from("other").toString("base64url")}.${signature}`,
      `${token}.`,
      `${token}é`,
    ]
    for (const text of changed) expect(() => tokens.verify(text, mediaId)).toThrow(invalid)
    expect(() => tokens.verify(changed[4]!, otherMediaId)).toThrow(invalid)
  })
})

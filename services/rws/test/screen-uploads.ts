import { randomBytes } from "node:crypto"
import type { App } from "@gir/service-kit"
import { asService } from "./rws-fixture.ts"

/** Any bytes will do for a screen: RWS knows no media format. */
export const SCREEN = randomBytes(200_000)

export interface UploadOptions {
  readonly body?: Uint8Array
  readonly query?: string
  readonly contentType?: string
}

/** Uploads a screen of `id`, without a connection. */
export function uploadScreen(node: App, id: string, options: UploadOptions = {}) {
  const { body = SCREEN, query, contentType = "video/mp4" } = options
  return node.inject({
    method: "PUT",
    url: screenAddress(id, query),
    headers: { ...asService, "content-type": contentType },
    payload: Buffer.from(body),
  })
}

export function screenAddress(
  id: string,
  query = "agentId=anthony&startTime=2026-12-01T10:00:00.000Z&durationMs=2500.5&fileName=desk.mp4",
): string {
  return `/api/v2/screen-recordings/${id}?${query}`
}

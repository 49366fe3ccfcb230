import { RecordingParams, ScreenIntakeQuery, type StoredReference } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { receiveScreen } from "../screens/receive-screen.ts"
import { uploadBody } from "../screens/upload-body.ts"
import type { RouteOptions } from "./route-options.ts"

const SCREEN_TYPE = "video/mp4"

/** Intake of clear screen recordings, for the screen recorder alone. */
export function screenRoutes(app: App, { parts, guard }: RouteOptions): void {
  app.addContentTypeParser(
    SCREEN_TYPE,
    async (_request: FastifyRequest, payload: unknown) => payload,
  )
  app.put(
    "/api/v2/screen-recordings/:recordingId",
    { onRequest: guard, schema: { params: RecordingParams, querystring: ScreenIntakeQuery } },
    async (request): Promise<StoredReference> => {
      if (request.headers["content-type"]?.split(";", 1)[0]?.trim() !== SCREEN_TYPE) {
        throw new GirError("ERR_BAD_REQUEST", `a screen recording comes as ${SCREEN_TYPE}`)
      }
      const body = uploadBody(request.raw)
      try {
        return await receiveScreen(parts, {
          ...request.query,
          recordingId: request.params.recordingId,
          body: body.stream,
          contentBytes: contentLengthOf(request),
        })
      } finally {
        body.release()
      }
    },
  )
}

function contentLengthOf(request: FastifyRequest): number | null {
  const length = request.headers["content-length"]
  return length === undefined ? null : Number(length)
}

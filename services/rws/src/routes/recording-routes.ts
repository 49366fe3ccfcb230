import {
  type MediaUri,
  type MuxRequested,
  type RecordingList,
  RecordingMediaParams,
  type RecordingMetadata,
  RecordingParams,
  RecordingPlayParams,
  RecordingQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { FastifyRequest } from "fastify"
import { findMediaUri } from "../recordings/find-media-uri.ts"
import { readRecording } from "../recordings/read-recordings.ts"
import { requestMux } from "../recordings/request-mux.ts"
import { searchRecordings } from "../recordings/search-recordings.ts"
import { nearestDecryptUriPrefix } from "../settings/setting-store.ts"
import { assertStorableText } from "../storable-text.ts"
import { OPS_CENTERS, type RouteOptions } from "./route-options.ts"

const RECORDINGS = "/api/v2/recordings"
const RECORDING = `${RECORDINGS}/:recordingId`

/** The root for those who read and play recordings. */
export function recordingRoutes(app: App, options: RouteOptions): void {
  readRoutes(app, options)
  playRoutes(app, options)
}

function readRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { database, contactCenterId, nodePath, region } = parts
  const prefixOfNode = () => nearestDecryptUriPrefix(database, contactCenterId, nodePath)
  app.get(
    RECORDINGS,
    { onRequest: guard, schema: { querystring: RecordingQuery } },
    async (request): Promise<RecordingList> => {
      const query = assertStorableText(request.query, "the query")
      const decryptUriPrefix = await prefixOfNode()
      return searchRecordings(database, { contactCenterId, region, query, decryptUriPrefix })
    },
  )
  app.get(
    RECORDING,
    { onRequest: guard, schema: { params: RecordingParams } },
    async (request): Promise<RecordingMetadata> => {
      const { recordingId } = request.params
      const decryptUriPrefix = await prefixOfNode()
      const key = { contactCenterId, recordingId, region, decryptUriPrefix }
      return readRecording(database, key)
    },
  )
}

function playRoutes(app: App, { parts, guard }: RouteOptions): void {
  const opsUri = (request: FastifyRequest): string =>
    `${request.protocol}://${request.host}${OPS_CENTERS}/${parts.contactCenterId}`
  app.get(
    `${RECORDING}/media/:mediaId/uri`,
    { onRequest: guard, schema: { params: RecordingMediaParams } },
    async (request): Promise<MediaUri> => ({
      mediaUri: await findMediaUri(parts, { ...request.params, opsUri: opsUri(request) }),
    }),
  )
  app.get(
    `${RECORDING}/play/:fileName`,
    { onRequest: guard, schema: { params: RecordingPlayParams } },
    async (request, reply) => {
      const { recordingId, fileName } = request.params
      const mediaId = fileName.slice(0, fileName.indexOf("."))
      const wanted = { recordingId, mediaId, opsUri: opsUri(request) }
      return reply.redirect(await findMediaUri(parts, wanted), 307)
    },
  )
}

/** The operator's wish for another try. */
export function muxRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { database, contactCenterId, region, jobs } = parts
  app.post(
    `${RECORDING}/mux`,
    { onRequest: guard, schema: { params: RecordingParams } },
    async (request, reply): Promise<MuxRequested> => {
      const { recordingId } = request.params
      const key = { contactCenterId, recordingId, region, decryptUriPrefix: null }
      const requested = await requestMux(jobs, await readRecording(database, key))
      reply.code(202)
      return requested
    },
  )
}

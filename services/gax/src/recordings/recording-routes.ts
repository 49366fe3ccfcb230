import {
  AuditQuery,
  RecordingListQuery,
  RecordingMediaAddress,
  RecordingParams,
  RecordOneCall,
  StoredBytesQuery,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import type { GaxParts } from "../gax-parts.ts"
import { listRecordings, readRecording } from "./find-recordings.ts"
import { inspectMedia } from "./inspect-media.ts"
import { muxCombinations } from "./mux-combinations.ts"
import { recordOneCall } from "./record-one-call.ts"
import { startPlayback } from "./start-playback.ts"
import { readStoredBytes } from "./stored-bytes.ts"

const RECORDING = "/recordings/:recordingId"

/** Recordings, and their envelopes, as everybody with a privilege sees them. */
export function recordingViewRoutes(app: App, parts: GaxParts): void {
  const { sessions } = parts

  app.get("/recordings", { schema: { querystring: RecordingListQuery } }, async (request) =>
    listRecordings(request.query, { ...parts, session: sessions.of(request) }),
  )

  app.get(RECORDING, { schema: { params: RecordingParams } }, async (request) => {
    const session = sessions.of(request)
    return readRecording(request.params.recordingId, { ...parts, session })
  })

  app.get(
    `${RECORDING}/media/:mediaId/envelope`,
    { schema: { params: RecordingMediaAddress } },
    async (request) => inspectMedia(request.params, { ...parts, session: sessions.of(request) }),
  )

  app.get(
    `${RECORDING}/media/:mediaId/stored`,
    { schema: { params: RecordingMediaAddress, querystring: StoredBytesQuery } },
    async (request, reply) => {
      const { body, length, totalBytes } = await readStoredBytes(
        request.params,
        request.query,
        parts,
      )
      return reply
        .type("application/octet-stream")
        .header("content-length", length)
        .header("x-total-bytes", totalBytes)
        .send(body)
    },
  )

  app.get("/mux-combinations", async () => muxCombinations(await parts.recordings.read()))
}

/** Playback, for people who may decrypt a recording. */
export function playbackRoutes(app: App, parts: GaxParts): void {
  app.post(
    `${RECORDING}/media/:mediaId/playback`,
    { schema: { params: RecordingMediaAddress } },
    async (request, reply) => {
      const { playback, cookie } = await startPlayback(request.params, request, parts)
      return reply.code(201).header("set-cookie", cookie).send(playback)
    },
  )
}

/** What administrators do: record a call, verify all, mux again, and read who used which key. */
export function recordingAdministrationRoutes(app: App, parts: GaxParts): void {
  const { peers, sessions, verification } = parts
  app.post("/recordings", { schema: { body: RecordOneCall } }, async (request, reply) =>
    reply.code(201).send(await recordOneCall(request.body, parts)),
  )

  app.post("/recordings/verification", async (_request, reply) =>
    reply.code(202).send(await verification.start()),
  )

  app.post(`${RECORDING}/mux`, { schema: { params: RecordingParams } }, async (request, reply) =>
    reply.code(202).send(await peers.rws.requestMux(request.params.recordingId)),
  )

  app.get("/audit", { schema: { querystring: AuditQuery } }, async (request) =>
    peers.rcs.audit(sessions.of(request).rcsSessionId, request.query),
  )
}

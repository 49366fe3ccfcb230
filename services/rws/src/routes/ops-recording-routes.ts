import {
  ContactCenterParams,
  ContactCenterRecordingParams,
  MediaReceipt,
  RecordingEvent,
  RecordingMetadata,
  type StatusAnswer,
} from "@gir/contracts"
import type { App } from "@gir/service-kit"
import { addEvent, addMediaFile } from "../recordings/add-to-recording.ts"
import { deleteRecording } from "../recordings/delete-recording.ts"
import { saveRecording } from "../recordings/save-recording.ts"
import { assertContactCenter } from "../settings/contact-center.ts"
import { OPS_CENTER, type RouteOptions } from "./route-options.ts"

const RECORDINGS = `${OPS_CENTER}/recordings`
const RECORDING = `${RECORDINGS}/:recordingId`
const DONE: StatusAnswer = { statusCode: 0 }

/** The root that creates and deletes recordings. Every write may be repeated. */
export function opsRecordingRoutes(app: App, { parts, guard }: RouteOptions): void {
  const { contactCenterId } = parts
  app.post(
    RECORDINGS,
    { onRequest: guard, schema: { params: ContactCenterParams, body: RecordingMetadata } },
    async (request): Promise<RecordingMetadata> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      return saveRecording(parts, request.body)
    },
  )
  const params = ContactCenterRecordingParams
  app.post(
    `${RECORDING}/media-files`,
    { onRequest: guard, schema: { params, body: MediaReceipt } },
    async (request): Promise<MediaReceipt> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      return addMediaFile(parts, request.params.recordingId, request.body)
    },
  )
  app.post(
    `${RECORDING}/events`,
    { onRequest: guard, schema: { params, body: RecordingEvent } },
    async (request): Promise<StatusAnswer> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      await addEvent(parts, request.params.recordingId, request.body)
      return DONE
    },
  )
  app.delete(
    RECORDING,
    { onRequest: guard, schema: { params } },
    async (request): Promise<StatusAnswer> => {
      assertContactCenter(request.params.contactCenterId, contactCenterId)
      await deleteRecording(parts, request.params.recordingId)
      return DONE
    },
  )
}

import type { RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { createService, requireServiceToken, silentLogger } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"

export const SERVICE_TOKEN = "service-token-of-the-tests"
export const CONTACT_CENTER = "ab12"

export interface StubRws {
  readonly url: string
  /** Everything that was posted, in order. */
  readonly posted: RecordingMetadata[]
  /** What the next posts are answered with; then they are answered with what was posted. */
  readonly answers: (GirError | ((metadata: RecordingMetadata) => RecordingMetadata))[]
  close(): Promise<void>
}

/** Stands in for Interaction Recording Web Services, as far as the Recording Processor sees them. */
export async function stubRws(): Promise<StubRws> {
  const app = createService({
    name: "rws-stub",
    clock: systemClock,
    faults: noFaults,
    logger: silentLogger,
  })
  const posted: RecordingMetadata[] = []
  const answers: StubRws["answers"] = []
  const onRequest = requireServiceToken(SERVICE_TOKEN)
  const centers = "/api/v2/ops/contact-centers"
  app.get(centers, { onRequest }, async (request) => ({
    statusCode: 0,
    uris: [`http://${request.host}${centers}/${CONTACT_CENTER}`],
  }))
  app.post(`${centers}/${CONTACT_CENTER}/recordings`, { onRequest }, async (request) => {
    const metadata = request.body as RecordingMetadata
    posted.push(metadata)
    const answer = answers.shift()
    if (answer instanceof GirError) throw answer
    return answer === undefined ? metadata : answer(metadata)
  })
  const url = await app.listen({ host: "127.0.0.1", port: 0 })
  return { url, posted, answers, close: () => app.close() }
}

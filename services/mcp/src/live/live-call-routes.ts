import { LiveCall, LiveCallParams, LiveCallStatus } from "@gir/contracts"
import { requireServiceToken, type App } from "@gir/service-kit"
import type { LiveCalls } from "./live-calls.ts"

/** A live call can wait in no queue: whoever offers it is told at once that it cannot be taken. */
export function liveCallRoutes(
  app: App,
  { liveCalls, serviceToken }: { readonly liveCalls: LiveCalls; readonly serviceToken: string },
): void {
  const onRequest = requireServiceToken(serviceToken)
  app.post(
    "/live-calls",
    { onRequest, schema: { body: LiveCall, response: { 201: LiveCallStatus } } },
    async ({ body }, reply) => reply.code(201).send(await liveCalls.start(body)),
  )
  const one = { onRequest, schema: { params: LiveCallParams, response: { 200: LiveCallStatus } } }
  app.get("/live-calls/:recordingId", one, async ({ params: { recordingId } }) =>
    liveCalls.status(recordingId),
  )
  app.delete("/live-calls/:recordingId", one, async ({ params: { recordingId } }) =>
    liveCalls.hangUp(recordingId),
  )
  app.metrics.gauge({
    name: "gir_mcp_calls_listened_for",
    help: "Live calls whose beginning has not come yet.",
    read: () => liveCalls.listening(),
  })
}

/** @returns a function that counts packets by what became of them. */
export function rtpPacketCounter(app: App): (outcome: string, packets: number) => void {
  const add = app.metrics.counter({
    name: "gir_mcp_rtp_packets_total",
    help: "RTP packets of ended live calls by what became of them; reordered ones were received.",
    labels: ["outcome"],
  })
  return (outcome, packets) => add({ outcome }, packets)
}

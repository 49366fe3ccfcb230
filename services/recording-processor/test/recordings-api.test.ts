import type { HttpClient } from "@gir/service-kit"
import { describe, expect, it } from "vitest"
import { describeRecording } from "../src/describe-recording.ts"
import { recordingsApi } from "../src/recordings-api.ts"
import { recordedCall } from "./recorded-call.ts"

const metadata = describeRecording(recordedCall(1))
const { signal } = new AbortController()

/** Lists `uris` as contact centers, and takes whatever is posted. */
function peer(uris: readonly string[]) {
  const asked: string[] = []
  const request = async (wanted: { method: string; path: string; body?: unknown }) => {
    asked.push(`${wanted.method} ${wanted.path}`)
    return wanted.method === "GET" ? { statusCode: 0, uris } : wanted.body
  }
  return { asked, client: { request } as unknown as HttpClient }
}

describe("posting metadata", () => {
  it("asks for the contact center once, and posts under its id", async () => {
    const { asked, client } = peer(["http://rws:8080/api/v2/ops/contact-centers/ab12"])
    const api = recordingsApi(client)
    await api.save(metadata, signal)
    await api.save(metadata, signal)
    expect(asked).toEqual([
      "GET /api/v2/ops/contact-centers",
      "POST /api/v2/ops/contact-centers/ab12/recordings",
      "POST /api/v2/ops/contact-centers/ab12/recordings",
    ])
  })

  it.each([[[]], [["http://rws:8080/api/v2/ops/contact-centers/not-hex"]]])(
    "waits for a contact center while the list is %j",
    async (uris) => {
      const { asked, client } = peer(uris)
      await expect(recordingsApi(client).save(metadata, signal)).rejects.toMatchObject({
        code: "ERR_PROCESSOR_NO_CONTACT_CENTER",
        retryable: true,
      })
      expect(asked).toHaveLength(1)
    },
  )
})

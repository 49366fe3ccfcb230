import { openFaults } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { addAnswerFaults, createService } from "../src/index.ts"
import { testContext } from "./service-context.ts"

function serviceWith(name: "rws.unavailable" | "rws.slow-answer") {
  const faults = openFaults({ seed: 1, remembered: [{ name, attributes: { times: 1 } }] })
  const app = createService(testContext())
  addAnswerFaults(app, faults, "rws")
  app.get("/recordings/:recordingId/certificates/:certificateId", async () => ({}))
  return { app, faults }
}

describe("the faults of an answer", () => {
  it("answer 503 as often as they are told, for what is the same in every run", async () => {
    const { app, faults } = serviceWith("rws.unavailable")
    const ask = (certificate: string) => app.inject(`/recordings/R1/certificates/${certificate}`)
    const first = await ask("one")
    expect([first.statusCode, first.json().code]).toEqual([503, "ERR_SERVICE_UNAVAILABLE"])
    expect((await ask("two")).statusCode).toBe(200)
    const subject = "GET /recordings/R1/certificates/:certificateId"
    expect(faults.history()).toMatchObject([{ fault: "rws.unavailable", subject }])
  })

  it("leave the probes alone", async () => {
    const { app, faults } = serviceWith("rws.unavailable")
    for (const probe of ["/livez", "/readyz", "/metrics"]) {
      expect((await app.inject(probe)).statusCode).toBe(200)
    }
    expect(faults.history()).toEqual([])
  })

  it("answer late, and then as ever", async () => {
    const { app, faults } = serviceWith("rws.slow-answer")
    faults.add({ name: "rws.slow-answer", attributes: { delayMs: 1 } })
    expect((await app.inject("/recordings/R1/certificates/one")).statusCode).toBe(200)
    expect(faults.history()).toMatchObject([{ attributes: { delayMs: 1 } }])
  })
})

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGax, type Person, type RunningGax } from "./running-gax.ts"
import { SCENARIO } from "./stub-supervisor.ts"

let gax: RunningGax
let administrator: Person
beforeAll(async () => {
  gax = await runGax()
  administrator = await gax.logIn()
})
afterAll(() => gax.close())

const ENDLESS = { name: "rws.slow-answer", probability: 0.5, attributes: { delayMs: 100 } }

describe("Scenarios", () => {
  it("hands on what the supervisor knows, and what an administrator presses", async () => {
    const begin = { name: "planned-rotation", envelopeProfile: "modern" }
    expect((await administrator.ask("GET", "/scenarios")).body).toEqual([SCENARIO])
    expect((await administrator.ask("GET", "/scenario-walk")).body).toEqual({
      walk: null,
      canBegin: true,
    })
    expect((await administrator.ask("POST", "/scenario-walk", begin)).status).toBe(204)
    expect((await administrator.ask("DELETE", "/scenario-walk")).status).toBe(204)
    expect(gax.supervisor.walkRequests).toEqual([begin, "end"])
  })

  it("hands the supervisor's refusal through", async () => {
    const pressed = await administrator.ask("POST", "/scenario-walk/commands", { command: "next" })
    expect(pressed).toMatchObject({ status: 409, body: { code: "ERR_CONFLICT" } })
  })

  it.each(["leave", "finish", ""])("refuses the command %j", async (command) => {
    const pressed = await administrator.ask("POST", "/scenario-walk/commands", { command })
    expect(pressed.status).toBe(400)
  })
})

describe("Faults", () => {
  it("shows what is on where, says which node does not answer, and what there is", async () => {
    await administrator.ask("POST", "/faults", { node: "mcp-1", fault: ENDLESS })
    const { body } = await administrator.ask<{ kinds: { name: string }[] }>("GET", "/faults")
    expect(body).toMatchObject({
      nodes: [
        { node: "mcp-1", faults: [{ ...ENDLESS, seed: 7, subject: null }] },
        { node: "rcs-1", faults: null },
      ],
    })
    expect(body.kinds.map(({ name }) => name)).toContain("storage.bit-flip")
  })

  it("takes one off again", async () => {
    const removed = await administrator.ask("DELETE", `/faults/mcp-1/${ENDLESS.name}`)
    expect(removed.status).toBe(204)
    expect(gax.simulation.faults).toEqual([])
  })

  it("names a node that is not there, and one that does not answer", async () => {
    const elsewhere = { node: "mcp-9", fault: ENDLESS }
    expect(await administrator.ask("POST", "/faults", elsewhere)).toMatchObject({
      status: 404,
      body: { code: "ERR_NOT_FOUND" },
    })
    const silent = await administrator.ask("POST", "/faults", { ...elsewhere, node: "rcs-1" })
    expect(silent).toMatchObject({ status: 503, body: { code: "ERR_SERVICE_UNAVAILABLE" } })
  })
})

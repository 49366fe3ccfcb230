import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { silentLogger, type App } from "../src/index.ts"
import { openSimulation } from "../src/simulation/open-simulation.ts"
import { readSimulationConfig } from "../src/simulation/simulation-config.ts"
import { buildSimulation } from "../src/simulation/simulation-routes.ts"
import { describe, expect, it } from "vitest"
import { testFolder } from "./test-folder.ts"

const TOKEN = "the-service-token-of-the-test"
const headers = { authorization: `Bearer ${TOKEN}` }
const NODE = "rcs-1"

/** One start of the node whose root is `folder`. */
function start(folder: string) {
  const config = { ...readSimulationConfig({ GIR_NODE_ROOT: folder }) }
  const { clock, faults, control } = openSimulation(config, NODE)
  if (control === null) throw new Error("the simulation is off")
  const context = { name: NODE, clock, faults, logger: silentLogger }
  return { clock, faults, app: buildSimulation({ control, serviceToken: TOKEN, context }) }
}

type Method = "GET" | "PUT" | "POST" | "DELETE"

/** @param address such as `PUT /sim/clock`. */
const ask = (app: App, address: `${Method} ${string}`, payload?: object) => {
  const [method, url] = address.split(" ") as [Method, string]
  return app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
}

describe("the management port", () => {
  it("answers nobody without the service token, at no address", async () => {
    const { app } = start(testFolder())
    await app.ready()
    const addresses = [...app.routeTable, { method: "GET", url: "/nowhere" }]
    expect(addresses.length).toBeGreaterThan(12)
    for (const { method, url } of addresses) {
      const answer = await app.inject({ method: method as "GET", url })
      expect(`${method} ${url} ${answer.statusCode}`).toBe(`${method} ${url} 401`)
    }
  })

  it("sets, advances, skews, freezes and resets the clock that the service goes by", async () => {
    const { app, clock } = start(testFolder())
    await ask(app, "PUT /sim/clock", { now: "2036-11-01T10:00:00.000Z", isFrozen: true })
    const advanced = await ask(app, "POST /sim/clock/advance", { ms: 60_000 })
    expect(advanced.json()).toMatchObject({ now: "2036-11-01T10:01:00.000Z", mode: "frozen" })
    expect(clock.now().toISOString()).toBe("2036-11-01T10:01:00.000Z")
    expect((await ask(app, "PUT /sim/clock", { isFrozen: false })).json()).toMatchObject({
      mode: "running",
    })
    const skewed = await ask(app, "PUT /sim/clock", { skewMs: -600_000 })
    expect(skewed.json()).toMatchObject({ mode: "running", skewMs: -600_000 })
    expect((await ask(app, "DELETE /sim/clock")).json()).toMatchObject({ mode: "system" })
  })

  it("refuses two orders at a time and a date that there is not", async () => {
    const { app } = start(testFolder())
    const both = { now: "2036-11-01T10:00:00.000Z", skewMs: 1 }
    expect((await ask(app, "PUT /sim/clock", both)).json()).toMatchObject({
      code: "ERR_SIM_CLOCK",
    })
    const none = { now: "2036-13-41T10:00:00.000Z" }
    expect((await ask(app, "PUT /sim/clock", none)).statusCode).toBe(422)
  })

  it("puts faults on and off, and tells what they have struck", async () => {
    const { app, faults } = start(testFolder())
    const wanted = { name: "rws.slow-answer", probability: 1, attributes: { delayMs: 5 } }
    expect((await ask(app, "POST /sim/faults", wanted)).statusCode).toBe(201)
    faults.fires("rws.slow-answer", "GET /x")
    expect((await ask(app, "GET /sim/history")).json()).toEqual({
      isFull: false,
      events: [
        { fault: "rws.slow-answer", subject: "GET /x", attributes: { times: 0, delayMs: 5 } },
      ],
    })
    await ask(app, "DELETE /sim/history")
    expect((await ask(app, "GET /sim/history")).json()).toMatchObject({ events: [] })
    const remove = () => ask(app, "DELETE /sim/faults/rws.slow-answer")
    expect([(await remove()).statusCode, (await remove()).statusCode]).toEqual([204, 404])
  })

  it("keeps clock, faults and history through a restart, in files of their owner alone", async () => {
    const folder = testFolder()
    const before = start(folder)
    await ask(before.app, "PUT /sim/clock", { now: "2036-11-01T10:00:00.000Z", isFrozen: true })
    await ask(before.app, "POST /sim/faults", { name: "muxer.crash", subject: "R1" })
    before.faults.fires("muxer.crash", "R1")
    const after = start(folder)
    expect(after.clock.now().toISOString()).toBe("2036-11-01T10:00:00.000Z")
    expect(after.faults.fires("muxer.crash", "R1")).toBeNull()
    const list = (await ask(after.app, "GET /sim/faults")).json<{ name: string }[]>()
    expect(list.map(({ name }) => name)).toEqual(["queue.duplicate-delivery", "muxer.crash"])
    for (const name of ["sim-rcs-1.json", "sim-rcs-1.history"]) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    }
  })

  it("leaves out the line of its history that a crash has cut", async () => {
    const folder = testFolder()
    start(folder).faults.fires("queue.duplicate-delivery", "x")
    const event = '{"fault":"muxer.crash","subject":"R1","attributes":{"times":1}}\n'
    appendFileSync(join(folder, "sim-rcs-1.history"), `${event}{"fault":"muxer.cr`)
    const history = (await ask(start(folder).app, "GET /sim/history")).json()
    expect(history).toMatchObject({ events: [{ subject: "R1" }] })
  })

  it("names the file whose conditions are damaged, and starts no node with them", () => {
    const folder = testFolder()
    writeFileSync(join(folder, "sim-rcs-1.json"), '{"clock":')
    const where = join(folder, "sim-rcs-1.json")
    expect(() => start(folder)).toThrow(
      expect.objectContaining({ code: "ERR_SIM_CONDITIONS", where }),
    )
    expect(readFileSync(where, "utf8")).toBe('{"clock":')
  })

  it("is not there at full speed", () => {
    const env = { GIR_SIM: "off", GIR_SIM_PORT: "8820", GIR_NODE_ROOT: testFolder() }
    const config = readSimulationConfig(env)
    expect(config.port).toBeNull()
    const { control, faults } = openSimulation(config, NODE)
    expect(control).toBeNull()
    expect(faults.fires("queue.duplicate-delivery", "x")).toBeNull()
  })
})

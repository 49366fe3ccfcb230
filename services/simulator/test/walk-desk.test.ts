import { isGirError } from "@gir/errors"
import { createService, silentLogger, type App } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { afterEach, describe, expect, it } from "vitest"
import { buildControl } from "../src/installation/control.ts"
import type { Supervisor } from "../src/installation/supervisor.ts"
import { openButtonBox } from "../src/scenario/step/button-box.ts"
import { openRehearsalDesk, type Rehearse } from "../src/scenario/step/rehearsal-desk.ts"
import { openBoard } from "../src/scenario/step/walk-board.ts"
import { noWalkDesk, terminalDesk } from "../src/scenario/step/walk-desk.ts"
import { walkRoutes } from "../src/scenario/step/walk-routes.ts"
import { shippedScenarios } from "../src/scenario/find-scenario.ts"

const ROTATION = { name: "planned-rotation", envelopeProfile: "classic" } as const
const context = { name: "gir", clock: systemClock, faults: noFaults, logger: silentLogger }

function unexpected(error: unknown): void {
  throw error
}

/** A rehearsal that only waits for buttons, and notes them. */
function patient(pressed: string[]): Rehearse {
  return async ({ board, box }, signal) => {
    for (;;) {
      board.waiting()
      pressed.push(await box.take(signal))
    }
  }
}

describe("the desk of a running installation", () => {
  it("begins one rehearsal at a time, hands it the buttons, and ends it", async () => {
    const pressed: string[] = []
    const desk = openRehearsalDesk(patient(pressed), unexpected)
    expect(desk.walk()).toEqual({ walk: null, canBegin: true })
    await desk.begin(ROTATION)
    expect(desk.walk().walk).toMatchObject({ name: ROTATION.name, phase: "waiting", canEnd: true })
    await expect(desk.begin(ROTATION)).rejects.toMatchObject({ code: "ERR_CONFLICT" })
    desk.press("next")
    expect(() => desk.press("back")).toThrow("the rehearsal is at work")
    await desk.leave()
    expect(pressed).toEqual(["next"])
    expect(desk.walk().walk).toBeNull()
  })

  it("shows why a rehearsal ended early, without what only a machine needs", async () => {
    const defect = new TypeError("what nobody has read through")
    const told: unknown[] = []
    const fail = (): Promise<void> => Promise.reject(defect)
    const desk = openRehearsalDesk(fail, (error) => told.push(error))
    await desk.begin(ROTATION)
    await Promise.resolve()
    const says = "the rehearsal ended on a defect"
    expect(desk.walk().walk).toMatchObject({ phase: "failed", says })
    expect(told).toEqual([defect])
    await desk.leave()
  })

  it("names what is not there", async () => {
    const desk = openRehearsalDesk(patient([]), unexpected)
    await expect(desk.begin({ ...ROTATION, name: "no-such" })).rejects.toThrow("no-such")
    expect(codeOf(() => desk.press("next"))).toBe("ERR_NOT_FOUND")
    await expect(desk.leave()).rejects.toMatchObject({ code: "ERR_NOT_FOUND" })
  })
})

describe("the desk of a terminal", () => {
  it("leaves beginning and ending to the terminal", async () => {
    const desk = await deskOfTerminal()
    expect(desk.walk()).toMatchObject({ canBegin: false, walk: { canEnd: false } })
    await expect(desk.begin(ROTATION)).rejects.toMatchObject({ code: "ERR_CONFLICT" })
    await expect(desk.leave()).rejects.toMatchObject({ code: "ERR_CONFLICT" })
  })
})

describe("the desk of an installation with no room for a rehearsal", () => {
  it("lists scenarios, and begins none", async () => {
    expect(noWalkDesk.walk()).toEqual({ walk: null, canBegin: false })
    await expect(noWalkDesk.begin(ROTATION)).rejects.toMatchObject({ code: "ERR_CONFLICT" })
    await expect(noWalkDesk.leave()).rejects.toMatchObject({ code: "ERR_NOT_FOUND" })
  })
})

describe("the desk's addresses", () => {
  let app: App
  afterEach(() => app.close())

  it("answer nobody without the service token", async () => {
    const desk = await deskOfTerminal()
    app = buildControl({
      supervisor: {} as Supervisor,
      serviceToken: "token-of-the-test",
      context,
      addresses: (routes) => walkRoutes(routes, desk),
    })
    const asked = [
      ["GET", "/scenarios"],
      ["GET", "/scenario-walk"],
      ["POST", "/scenario-walk"],
      ["POST", "/scenario-walk/commands"],
      ["DELETE", "/scenario-walk"],
    ] as const
    for (const [method, url] of asked) {
      expect([url, (await app.inject({ method, url })).statusCode]).toEqual([url, 401])
    }
    const headers = { authorization: "Bearer token-of-the-test" }
    const { statusCode } = await app.inject({ method: "GET", url: "/scenario-walk", headers })
    expect(statusCode).toBe(200)
  })

  it("list the scenarios that ship", async () => {
    app = createService(context)
    walkRoutes(app, await deskOfTerminal())
    const list = (await app.inject({ method: "GET", url: "/scenarios" })).json<object[]>()
    expect(list).toHaveLength(20)
    expect(list[0]).toMatchObject({ name: "planned-rotation", number: 1 })
  })
})

async function deskOfTerminal() {
  const [scenario] = await shippedScenarios()
  if (scenario === undefined) throw new Error("no scenario ships")
  const board = openBoard({ scenario, envelopeProfile: "classic", canEnd: false })
  return terminalDesk({ board, box: openButtonBox() })
}

function codeOf(act: () => void): string {
  try {
    act()
  } catch (error) {
    if (isGirError(error)) return error.code
  }
  return "none"
}

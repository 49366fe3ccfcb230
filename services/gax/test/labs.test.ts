import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { newPair, runGax, type Person, type RunningGax } from "./running-gax.ts"
import { LAB } from "./stub-supervisor.ts"

let gax: RunningGax
let student: Person
beforeAll(async () => {
  gax = await runGax()
  student = await gax.logIn()
})
afterAll(() => gax.close())

const certificates = async (): Promise<unknown[]> =>
  (await student.ask<unknown[]>("GET", "/certificates")).body

describe("Labs", () => {
  it("hands on what the supervisor knows, and what a student asks", async () => {
    expect((await student.ask("GET", "/labs")).body).toEqual([LAB])
    expect((await student.ask("GET", "/lab")).body).toMatchObject({ lab: null, canStart: true })
    expect((await student.ask("PUT", "/lab", { lab: "rotate", seed: 2 })).status).toBe(200)
    expect((await student.ask("POST", "/lab/check")).body).toMatchObject({ isSolved: true })
    expect(gax.supervisor.labRequests).toEqual([{ lab: "rotate", seed: 2 }, "check"])
  })

  it("hands the lab's refusal through", async () => {
    const hint = await student.ask("POST", "/lab/hint")
    expect(hint.body).toMatchObject({ code: "ERR_LAB_BROKEN" })
  })

  it("starts no file of somebody's disk", async () => {
    const answer = await student.ask("PUT", "/lab", { lab: "../etc/passwd.yaml" })
    expect(answer.status).toBe(400)
  })

  it("lets a student see the keystore of the new start, as after a login", async () => {
    const pair = await newPair("Of the start")
    gax.rcs.pems.set(pair.id, pair.certificate)
    expect(await certificates()).toEqual([])
    await student.ask("POST", "/lab/reset")
    expect(await certificates()).toMatchObject([{ id: pair.id }])
  })

  it("renews no session that a restarted RCS has forgotten", async () => {
    gax.rcs.restart()
    expect((await student.ask("POST", "/lab/solve")).status).toBe(200)
    const after = await student.ask("GET", "/certificates")
    expect(after).toMatchObject({ status: 401, body: { code: "ERR_RCS_NOT_AVAILABLE" } })
  })
})

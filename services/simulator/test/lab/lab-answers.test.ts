import { systemClock } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { shippedLabs } from "../../src/lab/find-lab.ts"
import { noLabDesk, openDesk } from "../../src/lab/lab-desk.ts"
import type { Lab } from "../../src/lab/lab.ts"
import { lostFor } from "../../src/lab/missing-names.ts"
import { readAction } from "../../src/lab/read-action.ts"
import { planCertificates } from "../../src/scenario/file/plan-certificates.ts"
import { openAuthority } from "../../src/scenario/world/authority.ts"
import { openKeyPool } from "../../src/scenario/world/key-pool.ts"
import type { Stage } from "../../src/scenario/world/stage.ts"

async function never(): Promise<never> {
  throw new Error("nobody answers")
}

describe("what a lab answers without asking the installation", () => {
  it("says that no lab is open", () => {
    const desk = openDesk({ stage: {} as Stage, clock: systemClock, files: null })
    expect(() => desk.current()).toThrow(expect.objectContaining({ code: "ERR_LAB_BROKEN" }))
  })

  it("has a lab open nowhere but on an installation of its own", async () => {
    expect(noLabDesk.bench()).toEqual({ lab: null, starting: null, canStart: false })
    const [lab] = await shippedLabs()
    await expect(noLabDesk.start(lab as Lab)).rejects.toMatchObject({ code: "ERR_CONFLICT" })
  })

  it("starts one lab at a time, and says which", async () => {
    const stage = {
      installation: { nodes: [], supervisor: { states: never } },
      nodes: { running: () => [] },
    }
    const desk = openDesk({ stage: stage as unknown as Stage, clock: systemClock, files: null })
    const [lab] = await shippedLabs()
    const first = desk.start(lab as Lab)
    expect(desk.bench()).toMatchObject({ lab: null, starting: lab?.name })
    await expect(desk.start(lab as Lab)).rejects.toMatchObject({ code: "ERR_CONFLICT" })
    await expect(first).rejects.toThrow("nobody answers")
    expect(desk.bench()).toMatchObject({ starting: null })
  })

  it("has a certificate signed only after it was requested", async () => {
    const start = new Date("2026-12-10T10:00:00Z")
    const plans = planCertificates({ A: { requested: true } })
    const authority = openAuthority({ plans, keys: openKeyPool(), start, now: () => start })
    expect(() => authority.get("A")).toThrow(expect.objectContaining({ code: "ERR_LAB_ACTION" }))
    await expect(authority.issue("A")).rejects.toMatchObject({ code: "ERR_LAB_ACTION" })
    const { requestPem } = await authority.request("A")
    expect(requestPem).toContain("BEGIN CERTIFICATE REQUEST")
    expect((await authority.issue("A")).certificate.serialNumber).toBe("2A01")
  })

  it("refuses to upload a key that nobody has kept", () => {
    expect(lostFor(readAction("upload: C"), ["C"])).toContain("nobody kept it")
    expect(lostFor(readAction("upload: B"), ["C"])).toBeNull()
    expect(lostFor(readAction("delete: C"), ["C"])).toBeNull()
  })
})

import { migrate, openDatabase, startEmbeddedPostgres, type Database } from "@gir/database"
import { GirError } from "@gir/errors"
import { silentLogger } from "@gir/service-kit"
import { manualClock, type ManualClock } from "@gir/sim"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { databaseRecords, type RcsRecords } from "../src/records/rcs-records.ts"
import { issue } from "./pki.ts"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

const START = new Date("2026-12-01T10:00:00.000Z")
const LOCK_MS = 900_000
const mediaId = `${"A".repeat(32)}-call`
const certificateId = "a".repeat(64)

let folder: string
let stop: () => Promise<void>
let database: Database
let clock: ManualClock
let records: RcsRecords

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-rcs-records-"))
  const logger = silentLogger
  const postgres = await startEmbeddedPostgres({ folder, logger, isDurable: false })
  await migrate({ url: postgres.url, logger })
  database = openDatabase({ url: postgres.url, logger, applicationName: "test" })
  stop = async () => {
    await database.end()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
beforeEach(async () => {
  await database.query("truncate rcs_audit, rcs_login_attempts, rcs_former_certificates")
  clock = manualClock(START)
  records = databaseRecords(database, { clock, node: "rcs-1" })
})
afterAll(() => stop())

describe("the audit", () => {
  it("gives back what was written, newest first, with time and node", async () => {
    const { audit } = records
    await audit.write({ actor: "default", action: "log-in", outcome: "done" })
    clock.advance(1_500)
    await audit.write({
      actor: "nul\0name",
      action: "use-key",
      outcome: "refused",
      code: "ERR_RCS_KEY_NOT_FOUND",
      certificateId,
      mediaId,
      details: { recordings: 3 },
    })
    const { entries, next } = await audit.read({})
    expect(next).toBeNull()
    expect(entries).toEqual([
      {
        sequence: entries[0]!.sequence,
        at: "2026-12-01T10:00:01.500Z",
        node: "rcs-1",
        actor: "nul\uFFFDname",
        action: "use-key",
        outcome: "refused",
        code: "ERR_RCS_KEY_NOT_FOUND",
        certificateId,
        mediaId,
        details: { recordings: 3 },
      },
      expect.objectContaining({ actor: "default", code: null, mediaId: null, details: {} }),
    ])
  })

  it("goes through page by page without a gap or a repetition", async () => {
    const { audit } = records
    for (let at = 0; at < 25; at += 1) {
      await audit.write({ actor: `user${at}`, action: "log-in", outcome: "done" })
    }
    const actors: string[] = []
    let before: number | undefined
    for (let pages = 0; pages < 3; pages += 1) {
      const page = await audit.read({ limit: 10, ...(before === undefined ? {} : { before }) })
      actors.push(...page.entries.map(({ actor }) => actor))
      before = page.next ?? undefined
    }
    expect(before).toBeUndefined()
    expect(actors).toEqual(Array.from({ length: 25 }, (_, at) => `user${24 - at}`))
  })

  it("can be asked for one action, one certificate or one media file", async () => {
    const { audit } = records
    await audit.write({ actor: "a", action: "log-in", outcome: "done" })
    await audit.write({ actor: "b", action: "use-key", outcome: "done", certificateId, mediaId })
    await audit.write({ actor: "c", action: "delete-certificate", outcome: "done", certificateId })
    const actorsOf = async (query: Parameters<typeof audit.read>[0]) =>
      (await audit.read(query)).entries.map(({ actor }) => actor)
    expect(await actorsOf({ action: "log-in" })).toEqual(["a"])
    expect(await actorsOf({ certificateId })).toEqual(["c", "b"])
    expect(await actorsOf({ mediaId })).toEqual(["b"])
  })
})

describe("logins of one user name", () => {
  const wrong = (): never => {
    throw new GirError("ERR_RCS_LOGIN_FAILED", "user name or password is wrong")
  }
  const right = (): string => "in"
  const codeOf = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => "in",
      (error: GirError) => error.code,
    )
  const guess = (count: number, name = "default") =>
    Promise.all(
      Array.from({ length: count }, () => codeOf(records.loginAttempts.attempt(name, wrong))),
    )

  it("are locked after five wrong passwords, for a quarter of an hour, also for the right one", async () => {
    expect(await guess(5)).toEqual(Array(5).fill("ERR_RCS_LOGIN_FAILED"))
    await expect(records.loginAttempts.attempt("default", right)).rejects.toMatchObject({
      code: "ERR_RCS_LOGIN_LOCKED",
      status: 429,
      fields: { lockedUntil: "2026-12-01T10:15:00.000Z", retryAfterSeconds: 900 },
    })
    expect(await codeOf(records.loginAttempts.attempt("other", right))).toBe("in")
    clock.set(new Date("2036-12-01T10:00:00.000Z"))
    expect(await codeOf(records.loginAttempts.attempt("default", right))).toContain("LOCKED")
    clock.advance(LOCK_MS)
    expect(await codeOf(records.loginAttempts.attempt("default", right))).toBe("in")
  })

  it("are counted one by one when they come all at once, on any number of nodes", async () => {
    const codes = await guess(40)
    expect(codes.filter((code) => code === "ERR_RCS_LOGIN_FAILED")).toHaveLength(5)
    expect(codes.filter((code) => code === "ERR_RCS_LOGIN_LOCKED")).toHaveLength(35)
  })

  it("start anew after the right password, after a lock and after a long time", async () => {
    await guess(4)
    await records.loginAttempts.attempt("default", right)
    expect(await guess(4)).not.toContain("ERR_RCS_LOGIN_LOCKED")
    clock.advance(LOCK_MS)
    expect(await guess(5)).not.toContain("ERR_RCS_LOGIN_LOCKED")
    clock.advance(LOCK_MS)
    expect(await guess(5)).not.toContain("ERR_RCS_LOGIN_LOCKED")
    expect(await guess(1)).toEqual(["ERR_RCS_LOGIN_LOCKED"])
  })

  it("are let in all at once with the right password", async () => {
    const all = Array.from({ length: 20 }, () => records.loginAttempts.attempt("default", right))
    expect(await Promise.all(all)).toEqual(Array(20).fill("in"))
  })

  it("are not counted when the users file is at fault", async () => {
    const broken = (): never => {
      throw new GirError("ERR_RCS_USERS_FILE_INVALID", "torn")
    }
    for (let at = 0; at < 8; at += 1) {
      expect(await codeOf(records.loginAttempts.attempt("default", broken))).toBe(
        "ERR_RCS_USERS_FILE_INVALID",
      )
    }
    expect(await codeOf(records.loginAttempts.attempt("default", right))).toBe("in")
  })
})

describe("certificates that left the keystore", () => {
  it("are known by their id, once", async () => {
    const { formerCertificates } = records
    const { certificate } = await issue()
    await formerCertificates.remember(certificate)
    await formerCertificates.remember(certificate)
    const found = await formerCertificates.find([certificateId, certificate.sha256])
    expect(found.map(({ sha256 }) => sha256)).toEqual([certificate.sha256])
    expect(await formerCertificates.find([])).toEqual([])
  })
})

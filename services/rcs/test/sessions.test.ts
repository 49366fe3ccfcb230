import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { manualClock } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { openSessions, type Sessions } from "../src/sessions.ts"
import { ensureUsersFile } from "../src/users.ts"
import { testFolder } from "./folder.ts"

const idleTimeoutMs = 1_000
const admin = { userName: "default", password: "right" }

function usersFile(content?: unknown): string {
  const file = join(testFolder(), "users.json")
  const users = content ?? [{ ...admin, privileges: ["Decrypt a Recording"] }]
  writeFileSync(file, typeof users === "string" ? users : JSON.stringify(users), { mode: 0o600 })
  return file
}

function opened(file = usersFile()): { sessions: Sessions; clock: ReturnType<typeof manualClock> } {
  const clock = manualClock(new Date("2026-01-01T00:00:00Z"))
  return { sessions: openSessions({ usersFile: file, idleTimeoutMs, clock }), clock }
}

const notAvailable = expect.objectContaining({
  code: "ERR_RCS_NOT_AVAILABLE",
  status: 401,
  message: "RCS is not available",
}) as Error

describe("a session", () => {
  it("carries the privileges of its user", () => {
    const { sessions } = opened()
    const { sessionId } = sessions.logIn(admin)
    expect(sessions.find(sessionId)).toEqual({
      sessionId,
      userName: "default",
      privileges: ["Decrypt a Recording"],
    })
  })

  it("is unknown to an RCS that was restarted, in the words of the guide", () => {
    const file = usersFile()
    const { sessionId } = opened(file).sessions.logIn(admin)
    expect(() => opened(file).sessions.find(sessionId)).toThrow(notAvailable)
  })

  it("ends at log out, and after lying idle; use keeps it", () => {
    const { sessions, clock } = opened()
    const [used, idle, closed] = [1, 2, 3].map(() => sessions.logIn(admin).sessionId)
    sessions.logOut(closed!)
    expect(() => sessions.find(closed!)).toThrow(notAvailable)
    clock.advance(idleTimeoutMs / 2)
    sessions.find(used!)
    clock.advance(idleTimeoutMs / 2)
    expect(sessions.find(used!).userName).toBe("default")
    expect(() => sessions.find(idle!)).toThrow(notAvailable)
  })

  it("is refused for a wrong password and for an unknown user in the same words", () => {
    const { sessions } = opened()
    const refusals = [
      { ...admin, password: "wrong" },
      { ...admin, userName: "nobody" },
    ].map((credentials) => {
      try {
        return sessions.logIn(credentials)
      } catch (error) {
        return String(error)
      }
    })
    expect(refusals[0]).toContain("user name or password is wrong")
    expect(refusals[1]).toBe(refusals[0])
  })
})

describe("the users file", () => {
  it("cannot be made below a file, and says so", () => {
    const file = join(usersFile(), "users.json")
    expect(() => ensureUsersFile(file)).toThrow(
      expect.objectContaining({ code: "ERR_RCS_FOLDER_UNUSABLE" }),
    )
  })

  it("is made at the first start with one user, a random password and mode 0600", () => {
    const file = join(testFolder(), "RCS", "users.json")
    ensureUsersFile(file)
    const before = readFileSync(file, "utf8")
    ensureUsersFile(file)
    expect(readFileSync(file, "utf8")).toBe(before)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const [user] = JSON.parse(before) as { userName: string; password: string }[]
    expect(opened(file).sessions.logIn(user!).privileges).toHaveLength(2)
  })

  it.each([
    ["not JSON", '[{"userName": "default", "password": "right"'],
    ["another shape", [{ ...admin, privileges: ["Everything"] }]],
  ])("is refused when it is %s, without a word of its content", (_what, content) => {
    const { sessions } = opened(usersFile(content))
    expect(() => sessions.logIn(admin)).toThrow(
      expect.objectContaining({
        code: "ERR_RCS_USERS_FILE_INVALID",
        message: expect.not.stringContaining("right") as string,
      }),
    )
  })

  it("is refused when others may read it", () => {
    const file = usersFile()
    chmodSync(file, 0o640)
    expect(() => opened(file).sessions.logIn(admin)).toThrow(
      expect.objectContaining({ code: "ERR_RCS_USERS_FILE_INVALID" }),
    )
  })
})

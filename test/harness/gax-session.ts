import { readFile } from "node:fs/promises"
import { Session } from "@gir/contracts"
import { httpClient, type HttpClient } from "@gir/service-kit"
import { urlOf, type Site } from "./world.ts"

/** A person at the pages of GAX: requests go out with the session in their header. */
export interface GaxSession {
  readonly sessionId: string
  readonly request: HttpClient["request"]
}

/** @returns the address below which GAX answers programs. */
export function gaxApi(site: Pick<Site, "nodes">): string {
  return `${urlOf(site, "gax")}/api`
}

/** Logs in as the installation's first administrator. */
export function logInToGax(site: Pick<Site, "nodes" | "secrets">): Promise<GaxSession> {
  return logInAt(gaxApi(site), site.secrets.usersFile)
}

/** The same by what a command prints: the address of programs, and where the password is. */
export async function logInAt(api: string, usersFile: string): Promise<GaxSession> {
  const users = JSON.parse(await readFile(usersFile, "utf8")) as readonly {
    readonly userName: string
    readonly password: string
  }[]
  const http = httpClient({ baseUrl: api })
  const { userName, password } = users[0] ?? { userName: "", password: "" }
  const { sessionId } = await http.request({
    method: "POST",
    path: "/login",
    body: { userName, password },
    schema: Session,
  })
  const headers = { "x-gax-session": sessionId }
  return { sessionId, request: (request) => http.request({ ...request, headers }) }
}

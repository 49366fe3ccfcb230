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
export async function logInToGax(site: Pick<Site, "nodes" | "secrets">): Promise<GaxSession> {
  const users = JSON.parse(await readFile(site.secrets.usersFile, "utf8")) as readonly {
    readonly userName: string
    readonly password: string
  }[]
  const http = httpClient({ baseUrl: gaxApi(site) })
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

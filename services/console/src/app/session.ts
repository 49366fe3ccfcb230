import type { Credentials, Problem, SessionInfo } from "@gir/contracts"
import { useSyncExternalStore } from "react"
import { api, onProblem } from "../api/client.ts"

export interface SessionState {
  /** The person in front of the page; undefined until GAX has said whether somebody is logged in. */
  readonly login: SessionInfo | null | undefined
  /** RCS was restarted: the only way on is to log out. */
  readonly isRcsLost: boolean
  /** Why the last session ended by itself. */
  readonly ended: string | null
}

const RCS_LOST = "ERR_RCS_NOT_AVAILABLE"
const SESSION_ENDED = "ERR_GAX_SESSION_UNKNOWN"

const listeners = new Set<() => void>()
let state: SessionState = { login: undefined, isRcsLost: false, ended: null }

onProblem(notice)
void resume()

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state)
}

/** True for a person who may upload, deploy, assign, restart and retry. */
export function useIsAdministrator(): boolean {
  return (
    useSession().login?.privileges.includes("Administration of Recording Certificates and Keys") ===
    true
  )
}

/** @returns the day of GAX, YYYY-MM-DD, by which a certificate is expired or not. */
export function useToday(): string {
  return useSession().login?.now.slice(0, 10) ?? ""
}

/** @throws ApiProblem when the credentials are refused. */
export async function logIn(credentials: Credentials): Promise<void> {
  const login = await api<SessionInfo>("/session", { method: "POST", body: credentials })
  change({ login, isRcsLost: false, ended: null })
}

/** Ends the session here in any case; GAX may have forgotten it already. */
export async function logOut(): Promise<void> {
  await api("/session", { method: "DELETE" }).catch(() => undefined)
  change({ login: null, isRcsLost: false, ended: null })
}

/** The page was loaded again: the session is a cookie, so GAX knows. */
async function resume(): Promise<void> {
  const login = await api<SessionInfo>("/session").catch(() => null)
  change({ ...state, login })
}

function notice(problem: Problem): void {
  if (!state.login) return
  if (problem.code === RCS_LOST) change({ ...state, isRcsLost: true })
  if (problem.code === SESSION_ENDED) {
    change({ login: null, isRcsLost: false, ended: problem.detail })
  }
}

function change(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

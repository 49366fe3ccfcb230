import type { Problem } from "@gir/contracts"

/** A refusal of the server, with its code, its sentence and the next step. */
export class ApiProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = "ApiProblem"
    this.problem = problem
  }
}

interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE"
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** Told every refusal before its caller sees it. */
type ProblemListener = (problem: Problem) => void

let tell: ProblemListener = () => {}

/** Called once, when the page starts, by whoever keeps the session. */
export function onProblem(listener: ProblemListener): void {
  tell = listener
}

const API_ROOT = "/api"

/** Shows GAX that the request comes from its own page; the session itself is a cookie. */
const CONSOLE_HEADER = { "x-gax-console": "1" }

/**
 * Asks GAX.
 *
 * @returns the answer's document; undefined when it has none (204).
 * @throws ApiProblem
 */
export async function api<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const response = await send(path, request)
  if (!response.ok) throw reported(await readProblem(response))
  return (response.status === 204 ? undefined : await response.json()) as T
}

/**
 * Asks GAX for bytes.
 *
 * @throws ApiProblem
 */
export async function apiBytes(path: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await send(path, { signal })
  if (!response.ok) throw reported(await readProblem(response))
  return response.arrayBuffer()
}

async function send(path: string, { method = "GET", body, signal }: ApiRequest): Promise<Response> {
  const headers: Record<string, string> = { ...CONSOLE_HEADER }
  if (body !== undefined) headers["content-type"] = "application/json"
  try {
    return await fetch(`${API_ROOT}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error
    throw new ApiProblem(unreachable())
  }
}

function reported(problem: Problem): ApiProblem {
  tell(problem)
  return new ApiProblem(problem)
}

/** @returns the problem document of an answer; one of its own when the answer holds none. */
export async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    return { ...unreachable(), status: response.status }
  }
}

function unreachable(): Problem {
  return {
    type: "about:blank",
    title: "GAX does not answer",
    status: 503,
    code: "ERR_SERVICE_UNAVAILABLE",
    detail: "Genesys Administrator Extension does not answer",
    next: "Look at its terminal, or start it: npm start",
  }
}

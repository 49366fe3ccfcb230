import type { Readable } from "node:stream"
import { validate } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { traceHeaders } from "@gir/trace"
import type { Static, TSchema } from "typebox"
import { Pool, type Dispatcher } from "undici"
import { guardedBody } from "./guarded-body.ts"
import { connectionError, isBrokenConnection, problemError } from "./http-errors.ts"

const DEFAULT_TIMEOUT_MS = 10_000
const STREAM_IDLE_MS = 60_000
const MAX_ANSWER_BYTES = 16_777_216
const MAX_PROBLEM_BYTES = 65_536

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "DELETE"
type HeaderValues = Readonly<Record<string, string | string[] | undefined>>

export interface HttpClientOptions {
  /** Address of the peer; a path in it stands before every request's path. */
  readonly baseUrl: string
  /** Value of the `Authorization` header, asked for at every request. */
  readonly authorization?: () => string | undefined
  /** Longest wait for an answer, in milliseconds; for a stream, for its head. Default 10 s. */
  readonly timeoutMs?: number
}

export interface JsonRequest<S extends TSchema> {
  readonly method: HttpMethod
  /** Begins with a slash; may have a query. Encode what you put in. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The answer is checked against it; without one the answer is `unknown`. */
  readonly schema?: S
  /** Overrides the client's time-out, for a long poll. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface StreamRequest {
  readonly method: HttpMethod
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Streamed as it comes; when it fails, the request is cut and its error is thrown. */
  readonly body?: Readable
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface StreamAnswer {
  readonly status: number
  readonly headers: HeaderValues
  /** Destroy it to stop the peer at once; a peer that breaks off ends it with a coded error. */
  readonly body: Readable
}

/** Talks to one peer. Failures come as GirError: the peer's own code, or that it is away. */
export interface HttpClient {
  /**
   * @returns the parsed answer, `undefined` when it has no body.
   * @throws the code of the peer's problem document, or ERR_SERVICE_UNAVAILABLE (retryable).
   */
  request<S extends TSchema>(request: JsonRequest<S>): Promise<Static<S>>
  /** As `request`, but bytes in both directions and never held as a whole. */
  stream(request: StreamRequest): Promise<StreamAnswer>
  /** Frees the connections. */
  close(): Promise<void>
}

export function httpClient(options: HttpClientOptions): HttpClient {
  const base = new URL(options.baseUrl)
  const prefix = base.pathname.replace(/\/+$/, "")
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const pool = new Pool(base.origin, { connect: { timeout: Math.min(timeoutMs, 5_000) } })
  const send = (request: Outgoing): Promise<Dispatcher.ResponseData> => {
    const authorization = options.authorization?.()
    const waitMs = request.timeoutMs ?? timeoutMs
    return pool.request({
      method: request.method,
      path: prefix + request.path,
      headers: {
        ...traceHeaders(),
        ...(authorization === undefined ? {} : { authorization }),
        ...request.headers,
      },
      body: request.body ?? null,
      headersTimeout: waitMs,
      bodyTimeout: Math.max(waitMs, STREAM_IDLE_MS),
      signal: request.signal ?? null,
    })
  }
  const exchange = async (request: Outgoing): Promise<Dispatcher.ResponseData & Where> => {
    const path = request.path.split("?", 1)[0] ?? ""
    const where = `${request.method} ${base.origin}${prefix}${path}`
    const answer = await sendPatiently(request, send).catch((error: unknown) => {
      throw connectionError(error, where)
    })
    if (answer.statusCode < 400) return { ...answer, where }
    throw problemError(answer.statusCode, await readProblem(answer.body), where)
  }
  return {
    request: async (request) => {
      const answer = await exchange(withJson(request))
      const value = await readJson(answer, answer.where)
      return checkAnswer(request.schema, value, answer.where)
    },
    stream: async (request) => {
      const { statusCode, headers, body, where } = await exchange(request)
      return { status: statusCode, headers, body: guardedBody(body, where) }
    },
    close: () => pool.destroy(),
  }
}

type Outgoing = Omit<StreamRequest, "body"> & { readonly body?: Readable | string }
interface Where {
  readonly where: string
}

/**
 * A peer may close an idle connection in the very moment in which we use it. Asking once more is
 * safe for a request that changes nothing.
 */
async function sendPatiently(
  request: Outgoing,
  send: (request: Outgoing) => Promise<Dispatcher.ResponseData>,
): Promise<Dispatcher.ResponseData> {
  try {
    return await send(request)
  } catch (error) {
    const isSafe = request.method === "GET" || request.method === "HEAD"
    if (!isSafe || request.signal?.aborted === true || !isBrokenConnection(error)) throw error
    return await send(request)
  }
}

function withJson(request: JsonRequest<TSchema>): Outgoing {
  const { schema: _schema, body, headers, ...rest } = request
  if (body === undefined) return { ...rest, ...(headers === undefined ? {} : { headers }) }
  const json = { "content-type": "application/json", ...headers }
  return { ...rest, headers: json, body: JSON.stringify(body) }
}

async function readJson(answer: Dispatcher.ResponseData, where: string): Promise<unknown> {
  const bytes = await readAtMost(answer.body, MAX_ANSWER_BYTES).catch((error: unknown) => {
    throw connectionError(error, where)
  })
  if (bytes === null) throw new GirError("ERR_INTERNAL", "the answer is too large", { where })
  if (bytes.length === 0) return undefined
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    throw new GirError("ERR_INTERNAL", "the answer is not JSON", { where })
  }
}

/** A problem document that breaks off is as good as none: the status says enough. */
async function readProblem(body: Readable): Promise<unknown> {
  try {
    const bytes = await readAtMost(body, MAX_PROBLEM_BYTES)
    return bytes === null ? undefined : JSON.parse(bytes.toString("utf8"))
  } catch {
    return undefined
  }
}

/** @returns null, with the connection cut, when there are more bytes than `limit`. */
async function readAtMost(body: Readable, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    total += chunk.length
    if (total > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function checkAnswer<S extends TSchema>(
  schema: S | undefined,
  value: unknown,
  where: string,
): Static<S> {
  if (schema === undefined) return value as Static<S>
  try {
    return validate(schema, value, where)
  } catch (cause) {
    // The peer answered in another shape than agreed, which is nobody's input but our own mistake.
    throw new GirError("ERR_INTERNAL", "the answer does not fit its schema", { where, cause })
  }
}

import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"

export interface S3Stub {
  readonly endpoint: string
  readonly objects: ReadonlyMap<string, { readonly body: Buffer; readonly mark: string }>
  /** `PUT /bucket/key`, in their order. */
  readonly requests: readonly string[]
  /** Answers the next request of a method in another way; `null` closes the connection, served or not. */
  next(method: string, answer: Answer): void
  close(): Promise<void>
}

export interface Answer {
  readonly status: number | null
  /** The name of the error. */
  readonly code?: string
  readonly xml?: string
  /** The request is carried out, and its answer lost. */
  readonly isServed?: boolean
}

/** The few requests for one object that S3 answers otherwise than s3rver does. */
export async function startS3Stub(): Promise<S3Stub> {
  const objects = new Map<string, { body: Buffer; mark: string }>()
  const requests: string[] = []
  const prepared: { method: string; answer: Answer }[] = []
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request
    requests.push(`${method} ${url.replace(/[?&]x-id=\w+/, "")}`)
    const index = prepared.findIndex((one) => one.method === method)
    const answer = index === -1 ? undefined : prepared.splice(index, 1)[0]?.answer
    respond({ request, response, answer, objects }).catch(() => response.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    next: (method, answer) => void prepared.push({ method, answer }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly answer: Answer | undefined
  readonly objects: Map<string, { body: Buffer; mark: string }>
}

async function respond({ request, response, answer, objects }: Exchange): Promise<void> {
  // An upload whose connection is cut fails here, and nothing is stored.
  const body = await buffer(request)
  const path = (request.url ?? "").split("?")[0] ?? ""
  if (answer === undefined) return serve({ request, response, answer, objects }, path, body)
  if (answer.isServed === true) store(objects, path, { body, request })
  if (answer.status === null) return void response.destroy()
  response.writeHead(answer.status, { "content-type": "application/xml" })
  response.end(answer.xml ?? `<Error><Code>${answer.code}</Code><Message>no</Message></Error>`)
}

function serve({ request, response, objects }: Exchange, path: string, body: Buffer): void {
  const found = objects.get(path)
  const isBucket = path.split("/").length <= 2 || path.endsWith("/")
  if (request.method === "PUT" && found !== undefined && request.headers["if-none-match"] === "*") {
    response.writeHead(412, { "content-type": "application/xml" })
    return void response.end("<Error><Code>PreconditionFailed</Code></Error>")
  }
  if (request.method === "PUT") store(objects, path, { body, request })
  if (request.method === "DELETE") objects.delete(path)
  if (request.method !== "HEAD" || isBucket) return void response.writeHead(200).end()
  if (found === undefined) return void response.writeHead(404).end()
  const headers = { "content-length": found.body.length, "x-amz-meta-gir-put": found.mark }
  response.writeHead(200, headers).end()
}

function store(
  objects: Exchange["objects"],
  path: string,
  { body, request }: { readonly body: Buffer; readonly request: IncomingMessage },
): void {
  objects.set(path, { body, mark: String(request.headers["x-amz-meta-gir-put"]) })
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What the server was asked for, in order. */
export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly range: string | undefined
}

export interface MediaServer {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Connections that the reader left before their answer was complete. */
  readonly left: readonly string[]
  close(): Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** Serves media by ranges, as RCS does, to those who bring the token of the path. */
export async function mediaServer(answers: Readonly<Record<string, Answer>>): Promise<MediaServer> {
  const asked: Asked[] = []
  const left: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ""
    const { authorization, range } = request.headers
    asked.push({ path, authorization, range })
    response.on("close", () => {
      if (!response.writableFinished) left.push(path)
    })
    const answer = answers[path] ?? ((_request, nothing) => nothing.writeHead(404).end())
    answer(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The bytes, or the range of them that was asked for; 401 without the token. */
export function served(bytes: Buffer, token: string): Answer {
  return (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end()
      return
    }
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0)
    const headers = {
      "accept-ranges": "bytes",
      "content-length": bytes.length - from,
      "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    }
    response.writeHead(206, headers).end(bytes.subarray(from))
  }
}

/** Promises all of the bytes and breaks off after `count` of them. */
export function brokenOff(bytes: Buffer, count: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-length": bytes.length })
    response.write(bytes.subarray(0, count), () => response.destroy())
  }
}

/** Sends the first `count` bytes, and then keeps the reader waiting. */
export function stalled(bytes: Buffer, count: number): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-length": bytes.length })
    response.write(bytes.subarray(0, count))
  }
}

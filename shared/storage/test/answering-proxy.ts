import { once } from "node:events"
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface AnsweringProxy {
  readonly url: string
  /** Answers the next request of a method itself; with `null` the server's answer is lost. */
  next(method: string, status: number | null): void
  close(): Promise<void>
}

/** Stands before a server and answers some requests in its place. */
export async function answeringProxy(target: string): Promise<AnsweringProxy> {
  const prepared: { readonly method: string; readonly status: number | null }[] = []
  const server = createServer((request, response) => {
    const index = prepared.findIndex(({ method }) => method === request.method)
    const answer = index === -1 ? undefined : prepared.splice(index, 1)[0]
    if (answer === undefined || answer.status === null) {
      return forward({ target, request, response, isLost: answer !== undefined })
    }
    const { status } = answer
    request.resume()
    request.once("end", () => response.writeHead(status).end())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (method, status) => void prepared.push({ method, status }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

interface Exchange {
  readonly target: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The answer is taken from the server and goes no further. */
  readonly isLost: boolean
}

function forward({ target, request, response, isLost }: Exchange): void {
  const { method = "", url = "", headers } = request
  // The server compares the address in a MOVE with its own.
  const destination = headers["destination"]?.toString().replace(/^http:\/\/[^/]+/, target)
  const passed = { ...headers, host: new URL(target).host }
  const own = destination === undefined ? passed : { ...passed, destination }
  const onward = ask(`${target}${url}`, { method, headers: own }, (answer) => {
    if (isLost) return void answer.resume().once("end", () => response.destroy())
    response.writeHead(answer.statusCode ?? 0, answer.headers)
    answer.pipe(response)
  })
  onward.on("error", () => response.destroy())
  request.pipe(onward)
}

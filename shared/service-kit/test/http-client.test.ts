import { createServer, type RequestListener, type Server } from "node:http"
import { once } from "node:events"
import { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { Type } from "typebox"
import { afterEach, describe, expect, it } from "vitest"
import { GirError, isGirError } from "@gir/errors"
import { httpClient, type HttpClient } from "../src/index.ts"

const open: { server: Server; client: HttpClient }[] = []
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    await client.close()
    server.closeAllConnections()
    server.close()
  }
})

/** A peer that answers with `listener`, and a client for it. */
async function peer(listener: RequestListener, timeoutMs = 5_000): Promise<HttpClient> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const baseUrl = `http://127.0.0.1:${port}/api/v2`
  const client = httpClient({ baseUrl, timeoutMs, authorization: () => "Bearer abc" })
  open.push({ server, client })
  return client
}

async function failure(promise: Promise<unknown>): Promise<GirError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isGirError(error)) throw new Error("expected a GirError", { cause: error })
  return error
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const Echo = Type.Object({ url: Type.String(), authorization: Type.String(), body: Type.String() })

describe("requests", () => {
  it("keep the base path, carry the credentials and check the answer", async () => {
    const client = await peer((request, response) => {
      void text(request).then((body) => {
        const { authorization } = request.headers
        response.end(JSON.stringify({ url: request.url, authorization, body }))
      })
    })
    const answer = await client.request({
      method: "POST",
      path: "/recordings?x=1",
      body: { a: 1 },
      schema: Echo,
    })
    expect(answer).toEqual({
      url: "/api/v2/recordings?x=1",
      authorization: "Bearer abc",
      body: '{"a":1}',
    })
  })

  it("return undefined for an answer without a body", async () => {
    const client = await peer((_request, response) => response.writeHead(204).end())
    expect(await client.request({ method: "DELETE", path: "/x" })).toBeUndefined()
  })

  it("throw the peer's code, sentence, next step and fields", async () => {
    const problem = {
      code: "ERR_CONFLICT",
      detail: "version 3 is stored",
      next: "do this",
      fields: { version: 3 },
    }
    const client = await peer((_request, response) => {
      response.writeHead(409).end(JSON.stringify(problem))
    })
    const error = await failure(client.request({ method: "PUT", path: "/x?token=hush" }))
    expect(error).toMatchObject({
      code: "ERR_CONFLICT",
      message: "version 3 is stored",
      next: "do this",
      fields: { version: 3 },
    })
    expect(error.where).toMatch(/^PUT http:\/\/127\.0\.0\.1:\d+\/api\/v2\/x$/)
  })

  it.each([
    [502, "<html>bad gateway</html>", "ERR_SERVICE_UNAVAILABLE"],
    [404, "", "ERR_NOT_FOUND"],
    [401, '{"code":"ERR_OF_SOMEBODY_ELSE"}', "ERR_UNAUTHORIZED"],
    [418, "null", "ERR_BAD_REQUEST"],
  ])("give an answer %d without a problem document a code", async (status, body, code) => {
    const client = await peer((_request, response) => response.writeHead(status).end(body))
    expect((await failure(client.request({ method: "GET", path: "/x" }))).code).toBe(code)
  })

  it("call an answer in another shape our own mistake", async () => {
    const client = await peer((_request, response) => response.end('{"url":1}'))
    const error = await failure(client.request({ method: "GET", path: "/x", schema: Echo }))
    expect(error.code).toBe("ERR_INTERNAL")
  })

  it("say that a peer which nobody started can be asked again later", async () => {
    const client = httpClient({ baseUrl: "http://127.0.0.1:1" })
    const error = await failure(client.request({ method: "GET", path: "/x" }))
    expect(error).toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE", retryable: true })
    await client.close()
  })

  it("give up on a peer that does not answer in time", async () => {
    const client = await peer(() => {}, 100)
    const error = await failure(client.request({ method: "POST", path: "/x" }))
    expect(error).toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE", retryable: true })
  })

  it("ask once more when the connection breaks under a GET, and never under a POST", async () => {
    const asked: Record<string, number> = {}
    const client = await peer((request, response) => {
      const method = request.method ?? ""
      asked[method] = (asked[method] ?? 0) + 1
      if (asked[method] === 1) request.socket.destroy()
      else response.end("{}")
    })
    expect(await client.request({ method: "GET", path: "/x" })).toEqual({})
    const error = await failure(client.request({ method: "POST", path: "/x", body: {} }))
    expect(error.code).toBe("ERR_SERVICE_UNAVAILABLE")
    expect(asked).toEqual({ GET: 2, POST: 1 })
  })
})

describe("streams", () => {
  it("pass bytes through in both directions", async () => {
    const client = await peer((request, response) => void request.pipe(response))
    const chunks = Array.from({ length: 64 }, (_, index) => Buffer.alloc(65_536, index))
    const answer = await client.stream({
      method: "PUT",
      path: "/x",
      headers: { "content-type": "video/mp4" },
      body: Readable.from(chunks),
    })
    const received = await answer.body.toArray()
    expect(Buffer.concat(received).equals(Buffer.concat(chunks))).toBe(true)
  })

  it("throw the peer's code before any byte is handed out", async () => {
    const client = await peer((_request, response) => {
      response.writeHead(404).end('{"code":"ERR_RCS_KEY_NOT_FOUND","detail":"no key"}')
    })
    const error = await failure(client.stream({ method: "GET", path: "/x" }))
    expect(error).toMatchObject({ code: "ERR_RCS_KEY_NOT_FOUND", message: "no key" })
  })

  it("cut the peer at once when the reader goes away while no byte flows", async () => {
    const closed = deferred()
    const client = await peer((_request, response) => {
      response.on("close", () => closed.resolve())
      response.write("first bytes, and then nothing more")
    })
    const { body } = await client.stream({ method: "GET", path: "/x" })
    await once(body, "readable")
    body.destroy()
    await closed.promise
  })

  it("end with a code of ours when the peer breaks off", async () => {
    const client = await peer((_request, response) => {
      response.writeHead(200, { "content-length": "1000" })
      response.write("only this", () => response.destroy())
    })
    const { body } = await client.stream({ method: "GET", path: "/x" })
    const error = await failure(text(body))
    expect(error).toMatchObject({ code: "ERR_SERVICE_UNAVAILABLE", retryable: true })
  })

  it("cut the request when its body fails, and throw that failure", async () => {
    const cut = deferred()
    const client = await peer((request) => {
      request.resume()
      request.on("error", () => {})
      request.on("close", () => cut.resolve())
    })
    const body = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000)
        throw new GirError("ERR_NOT_FOUND", "the source went away")
      })(),
    )
    const error = await failure(client.stream({ method: "PUT", path: "/x", body }))
    expect(error.message).toBe("the source went away")
    await cut.promise
  })

  it("stop when the caller's signal says so", async () => {
    const reached = deferred()
    const client = await peer(() => reached.resolve())
    const controller = new AbortController()
    const answer = client.stream({ method: "GET", path: "/x", signal: controller.signal })
    await reached.promise
    controller.abort()
    expect((await failure(answer)).code).toBe("ERR_SERVICE_UNAVAILABLE")
  })
})

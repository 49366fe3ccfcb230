import { randomBytes } from "node:crypto"
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http"
import { get as getSecurely } from "node:https"
import type { AddressInfo } from "node:net"
import { pipeline } from "node:stream"
import { GirError } from "@gir/errors"
import type { MediaAddress } from "./ffmpeg-inputs.ts"

/** Loopback addresses that stand for others while ffmpeg reads from them. */
export interface MediaRelay {
  /** In the order of the addresses that were given; each path is a secret of its own. */
  readonly urls: readonly string[]
  close(): void
}

const IDLE_TIMEOUT_MS = 30_000
const RANGE_NOT_SATISFIABLE = 416
const HANDED_ON = ["content-type", "content-length", "content-range", "accept-ranges"]

/**
 * Opens a relay. ffmpeg cannot be trusted with a download: a connection that breaks between two
 * packets is to it the end of the media, with exit code 0. The relay knows the promised length, and
 * calls `onBroken` with ERR_MEDIA_INPUT_REFUSED when an address refuses or breaks off. It also keeps
 * the request headers out of the arguments of a process, which every user of a machine can read.
 */
export async function openRelay(
  addresses: readonly MediaAddress[],
  onBroken: (error: GirError) => void,
): Promise<MediaRelay> {
  const targets = new Map(
    addresses.map((address) => [`/${randomBytes(16).toString("hex")}`, address]),
  )
  const server = createServer((request, response) => {
    const address = targets.get(request.url ?? "")
    if (address === undefined) response.writeHead(404).end()
    else relay({ address, onBroken, request, response })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    urls: Array.from(targets.keys(), (path) => `http://127.0.0.1:${port}${path}`),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

interface Exchange {
  readonly address: MediaAddress
  readonly onBroken: (error: GirError) => void
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function relay({ address, onBroken, request, response }: Exchange): void {
  const open = address.url.startsWith("https://") ? getSecurely : get
  const { range } = request.headers
  const headers = { ...address.headers, ...(range === undefined ? {} : { range }) }
  let isLeft = false
  const broken = (error: GirError): void => {
    response.destroy()
    // ffmpeg leaves a download whenever it seeks; that is no failure of the address.
    if (!isLeft) onBroken(error)
  }
  const upstream = open(address.url, { headers, timeout: IDLE_TIMEOUT_MS }, (source) => {
    const status = source.statusCode ?? 0
    if (status >= 300 && status !== RANGE_NOT_SATISFIABLE) {
      source.resume()
      broken(refused(`answered ${status}`, { status }))
      return
    }
    response.writeHead(status, handedOn(source))
    pipeline(source, response, (error) => {
      if (error) broken(refused("broke off"))
    })
  })
  upstream.on("timeout", () => upstream.destroy(new Error("no answer in time")))
  upstream.on("error", () => broken(refused("does not answer")))
  response.on("close", () => {
    isLeft = true
    upstream.destroy()
  })
}

function handedOn(source: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of HANDED_ON) {
    const value = source.headers[name]
    if (typeof value === "string") headers[name] = value
  }
  return headers
}

function refused(what: string, fields: Readonly<Record<string, unknown>> = {}): GirError {
  const message = `an address from which media is muxed ${what}`
  return new GirError("ERR_MEDIA_INPUT_REFUSED", message, { fields })
}

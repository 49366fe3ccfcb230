import { GirError } from "@gir/errors"
import { randomInt } from "node:crypto"
import { createServer, type Server } from "node:net"
import { LOOPBACK } from "./service-table.ts"

/**
 * Below the ports that Linux and others hand out by themselves: one of those may become the near end
 * of somebody's connection in the moment between our asking and our listening.
 */
const FIRST_PORT = 20_000
const LAST_PORT = 32_767
const STRETCH = 64
const STRETCHES = Math.floor((LAST_PORT + 1 - FIRST_PORT) / STRETCH)

/**
 * Claims a stretch of ports against every other process of ours, for as long as this one lives. A
 * port that nobody listens on says little by itself: the node that will may be held back for
 * minutes. So the first port of a stretch is the claim on all of it: whoever listens there has it,
 * and however he ends, the system takes it from him.
 *
 * @returns the ports of the stretch; others than ours may listen on some.
 * @throws ERR_CLI_PORT_TAKEN when every stretch is claimed.
 */
export async function claimStretch(): Promise<readonly number[]> {
  const from = randomInt(STRETCHES)
  for (let step = 0; step < STRETCHES; step += 1) {
    const first = FIRST_PORT + ((from + step) % STRETCHES) * STRETCH
    if (await claim(first)) return Array.from({ length: STRETCH - 1 }, (_, at) => first + 1 + at)
  }
  throw new GirError(
    "ERR_CLI_PORT_TAKEN",
    `no ${STRETCH} ports between ${FIRST_PORT} and ${LAST_PORT} are free`,
    { next: "end other installations, then try again" },
  )
}

async function claim(port: number): Promise<boolean> {
  const server = await listenOn(port)
  if (server === null) return false
  server.unref()
  server.on("connection", (socket) => socket.destroy())
  return true
}

/**
 * @returns true when nobody listens on this port of the host.
 * @throws the system's error when nobody could: no such address here, or no right to it.
 */
export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  const server = await listenOn(port, host)
  if (server === null) return false
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  return true
}

/** @returns null when somebody else listens there. */
function listenOn(port: number, host = LOOPBACK): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    )
    server.listen({ port, host }, () => resolve(server))
  })
}

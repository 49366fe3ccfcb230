import type { Socket } from "node:net"
import { GirError } from "@gir/errors"
import { problemOf, PROBLEM_TYPE } from "./problem-handler.ts"

/** Answers bytes that are no HTTP request, or a request that does not arrive, and hangs up. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // Nobody listens any more, or an answer is under way that must not get a second head.
  if (error.code === "ECONNRESET" || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const { status, reason, detail } = describe(error.code)
  const problem = { ...problemOf(new GirError("ERR_BAD_REQUEST", detail), ""), status }
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function describe(code: string | undefined): { status: number; reason: string; detail: string } {
  if (code === "HPE_HEADER_OVERFLOW") {
    const reason = "Request Header Fields Too Large"
    return { status: 431, reason, detail: "the headers are too large" }
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: 408, reason: "Request Timeout", detail: "the request did not arrive in time" }
  }
  return { status: 400, reason: "Bad Request", detail: "the bytes are not an HTTP/1.1 request" }
}

import type { IncomingMessage } from "node:http"
import { PassThrough } from "node:stream"
import { buffer } from "node:stream/consumers"
import { describe, expect, it } from "vitest"
import { uploadBody } from "../src/screens/upload-body.ts"

/** A request is a readable stream, as far as its body goes. */
function request() {
  const sender = new PassThrough()
  return { sender, body: uploadBody(sender as unknown as IncomingMessage) }
}

describe("the body of an upload", () => {
  it("is what the sender sent", async () => {
    const { sender, body } = request()
    sender.end("a whole screen")
    expect((await buffer(body.stream)).toString()).toBe("a whole screen")
  })

  it("fails with a code when the sender breaks off", async () => {
    const { sender, body } = request()
    sender.write("half a scr")
    sender.destroy()
    await expect(buffer(body.stream)).rejects.toMatchObject({ code: "ERR_RWS_SCREEN_INTERRUPTED" })
  })

  it("leaves the request open when reading stops, and throws the rest away", async () => {
    const { sender, body } = request()
    sender.write(Buffer.alloc(100_000))
    body.stream.destroy(new Error("the Storage Destination is full"))
    body.release()
    sender.end(Buffer.alloc(1_000_000))
    await expect.poll(() => sender.readableEnded).toBe(true)
    expect(sender.errored).toBeNull()
  })
})

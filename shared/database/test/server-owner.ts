import { startEmbeddedPostgres } from "../src/index.ts"
import { recordingLogger } from "./test-server.ts"

/** Owns a server until it is killed. */
const folder = process.argv[2] ?? ""
const { url } = await startEmbeddedPostgres({ folder, logger: recordingLogger(), isDurable: false })
process.stdout.write(`${url}\n`)
setInterval(() => undefined, 60_000)

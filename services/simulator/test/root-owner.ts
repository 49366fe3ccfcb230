import { startEmbeddedPostgres } from "@gir/database"
import { silentLogger } from "@gir/service-kit"
import { startOwnRedis } from "../src/installation/own-redis.ts"
import { stateFolder } from "../src/installation/state-folder.ts"
import { makeTemporaryRoot } from "../src/installation/temporary-root.ts"

/** Has a root with its servers until it is killed. */
const [, , parent = "", withRedis] = process.argv
const root = await makeTemporaryRoot(parent, "load-")
const { postgres, redis } = stateFolder(root)
await startEmbeddedPostgres({ folder: postgres, logger: silentLogger, isDurable: false })
const pid = withRedis === "redis" ? (await startOwnRedis(redis)).pid() : null
process.stdout.write(`${JSON.stringify({ root, pid })}\n`)
setInterval(() => undefined, 60_000)
